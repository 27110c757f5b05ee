using System.Collections.Immutable;
using Aot.Daemon.Primitives;
using Aot.Daemon.Runtimes;
using Xunit;

namespace Aot.Daemon.Tests.Runtimes;

/// <summary>dockerd's rules for runtimes, in its words and in its order.</summary>
public sealed class RuntimeRulesTests
{
    private const string NeedsEither = "runtime test: either a runtimeType or a path must be configured";
    private const string NotBoth = "runtime test: cannot configure both path and runtimeType for the same runtime";
    private const string NoOptions = "runtime test: options cannot be used with a path runtime";
    private const string NoArguments = "runtime test: args cannot be used with a runtimeType runtime";
    private const string SomeOptions = """{"IoUid": 42}""";

    [Theory]
    [InlineData("", "", "", "", NeedsEither)]
    [InlineData("", "a", "", "", NeedsEither)]
    [InlineData("", "", "", SomeOptions, NeedsEither)]
    [InlineData("", "a", "", SomeOptions, NeedsEither)]
    [InlineData("/bin/true", "", "io.containerd.runc.v2", "", NotBoth)]
    [InlineData("/bin/true", "a", "io.containerd.runc.v2", "", NotBoth)]
    [InlineData("/bin/true", "", "io.containerd.runc.v2", SomeOptions, NotBoth)]
    [InlineData("/bin/true", "a", "io.containerd.runc.v2", SomeOptions, NotBoth)]
    [InlineData("/bin/true", "", "", SomeOptions, NoOptions)]
    [InlineData("/bin/true", "a", "", SomeOptions, NoOptions)]
    [InlineData("", "a", "io.containerd.runc.v2", "", NoArguments)]
    [InlineData("", "a", "io.containerd.runc.v2", SomeOptions, NoArguments)]
    [InlineData("/bin/true", "", "", "", null)]
    [InlineData("/bin/true", "a", "", "", null)]
    [InlineData("true", "a", "", "", null)]
    [InlineData("", "", "io.containerd.runc.v2", "", null)]
    [InlineData("", "", "io.containerd.runc.v2", SomeOptions, null)]
    [InlineData("", "", "/path/to/shim", "", null)]
    [InlineData("", "", "io.containerd.runsc.v1", """{"TypeUrl": "x", "ConfigPath": "/y"}""", null)]
    public void A_runtime_has_a_path_and_arguments_or_a_type_and_options(string path, string argument, string type, string options, string? fault) =>
        Assert.Equal(fault, Fault(("test", new RuntimeConfig
        {
            Path = path,
            Arguments = argument.Length > 0 ? [argument] : [],
            RuntimeType = type,
            Options = options,
        })));

    [Theory]
    [InlineData("runc", null)]
    [InlineData("crun", null)]
    [InlineData("io.containerd.runc.v2", null)]
    [InlineData("io.containerd.other.v1", null)]
    [InlineData("some.shim", null)]
    [InlineData("test", null)]
    [InlineData("", null)]
    [InlineData("notdefined", "specified default runtime 'notdefined' does not exist")]
    [InlineData(".shim", "specified default runtime '.shim' does not exist")]
    [InlineData("/usr/bin/runc", "specified default runtime '/usr/bin/runc' does not exist")]
    [InlineData("a/b.c", "specified default runtime 'a/b.c' does not exist")]
    public void A_default_is_a_stock_one_a_configured_one_though_its_binary_is_missing_or_a_shims_name(string name, string? fault) =>
        Assert.Equal(fault, Fault(name, ("test", new RuntimeConfig { Path = "/no/such/file" })));

    [Fact]
    public void Runc_is_reserved() =>
        Assert.Equal("runtime name 'runc' is reserved", Fault(("runc", new RuntimeConfig { Path = "/bin/true" })));

    [Fact]
    public void Crun_and_the_shims_name_may_be_redefined() =>
        Assert.Null(Fault(("crun", new RuntimeConfig { Path = "/opt/crun" }), ("io.containerd.runc.v2", new RuntimeConfig { Path = "/opt/runc" })));

    [Fact]
    public void The_reserved_name_is_told_before_the_default_and_that_before_the_definitions()
    {
        (string, RuntimeConfig) empty = ("a", new RuntimeConfig()), runc = ("runc", new RuntimeConfig());
        Assert.Equal("runtime name 'runc' is reserved", Fault("bogus", empty, runc));
        Assert.Equal("specified default runtime 'bogus' does not exist", Fault("bogus", empty));
        Assert.Equal("runtime a: either a runtimeType or a path must be configured", Fault("", empty));
    }

    [Theory]
    [InlineData("", "/b", "", "runtime : a runtime needs a name")]
    [InlineData("a", "b/c", "", "runtime a: the path must be absolute, or a name on PATH: b/c")]
    [InlineData("a", "/b\0c", "", "runtime a: the path must be absolute, or a name on PATH: /b\0c")]
    [InlineData("a", "/b", "x\0y", "runtime a: an argument holds a NUL character")]
    public void What_could_never_run_is_refused(string name, string path, string argument, string fault) =>
        Assert.Equal(fault, Fault((name, new RuntimeConfig { Path = path, Arguments = [argument] })));

    [Fact]
    public void An_argument_that_the_kernel_would_not_pass_on_is_refused()
    {
        const int limit = 131071;
        Assert.Null(Fault(("a", new RuntimeConfig { Path = "/b", Arguments = [new string('x', limit)] })));
        Assert.Equal(
            $"runtime a: an argument is longer than {limit} bytes",
            Fault(("a", new RuntimeConfig { Path = "/b", Arguments = [new string('x', limit - 1) + "ä"] })));
    }

    [Theory]
    [InlineData("""{"BinaryName": 5}""", "runtime test: option BinaryName must be a string")]
    [InlineData("""{"SystemdCgroup": "yes"}""", "runtime test: option SystemdCgroup must be true or false")]
    [InlineData("""{"IoUid": -1}""", "runtime test: option IoUid must be a number")]
    [InlineData("""{"BinaryName": "rel/runc"}""", "runtime test: option BinaryName must be an absolute path, or a name on PATH: rel/runc")]
    [InlineData("""{"BinaryName": "/usr/bin/crun", "Root": "/x", "IoUid": 42, "NoPivotRoot": true, "Later": [1]}""", null)]
    public void The_options_of_runcs_shim_are_checked_by_their_types(string options, string? fault) =>
        Assert.Equal(fault, Fault(("test", new RuntimeConfig { RuntimeType = "io.containerd.runc.v2", Options = options })));

    private static string? Fault(params (string Name, RuntimeConfig Config)[] runtimes) => Fault("", runtimes);

    private static string? Fault(string defaultName, params (string Name, RuntimeConfig Config)[] runtimes)
    {
        var configured = runtimes.ToImmutableSortedDictionary(runtime => runtime.Name, runtime => runtime.Config, StringComparer.Ordinal);
        try
        {
            RuntimeRules.Check(configured, defaultName);
            return null;
        }
        catch (DaemonException refused)
        {
            Assert.Equal(ErrorKind.Invalid, refused.Kind);
            return refused.Message;
        }
    }
}
