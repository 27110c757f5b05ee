using System.Collections.Immutable;
using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;
using Aot.Daemon.Runtimes;
using Xunit;

namespace Aot.Daemon.Tests.Runtimes;

public sealed class RuntimeCatalogTests : IDisposable
{
    private const string RuncShim = "io.containerd.runc.v2";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_stock_runtimes_need_no_configuration()
    {
        RuntimeCatalog catalog = Prepare();

        Assert.Equal(["crun", RuncShim, "runc"], catalog.All.Select(runtime => runtime.Name));
        Assert.Equal(["crun", "runc", "runc"], catalog.All.Select(runtime => runtime.Path));
        Assert.Equal(new RuntimeSelection("crun", "/usr/bin/crun"), catalog.Resolve("crun"));
        Assert.Equal("/usr/sbin/runc", catalog.Resolve("runc").Path);
        Assert.Equal(new RuntimeSelection(RuncShim, "/usr/sbin/runc"), catalog.Resolve(RuncShim));
    }

    [Theory]
    [InlineData("", "crun", "crun")]
    [InlineData("", "runc", "runc")]
    [InlineData("runc", "crun", "runc")]
    [InlineData("mine", "crun", "mine")]
    public void The_default_is_the_configured_one_else_the_hosts(string configured, string host, string expected)
    {
        var catalog = RuntimeCatalog.Prepare(Runtimes(("mine", Path("/usr/bin/crun"))), configured, new WrapperScripts(_folder.Path), host);

        Assert.Equal(expected, catalog.DefaultName);
        Assert.Equal(expected, catalog.Default!.Name);
        Assert.Equal(catalog.Resolve(expected), catalog.Resolve(""));
    }

    [Fact]
    public async Task Crun_is_the_hosts_default_where_it_runs() =>
        Assert.Equal("crun", await StockRuntimes.ChooseDefaultAsync(new RuntimeVersions(), default));

    [Fact]
    public void A_users_crun_takes_the_stock_ones_place()
    {
        RuntimeCatalog catalog = Prepare(("crun", Path(Script("mine"))));

        Assert.Equal(new RuntimeSelection("crun", _folder.File("mine")), catalog.Resolve(""));
    }

    [Theory]
    [InlineData("nope")]
    [InlineData("myshim")]
    [InlineData(".shim")]
    [InlineData("/path/to/runc")]
    [InlineData("/path/to/io.containerd.runc.v2")]
    [InlineData("my/io.containerd.runc.v2")]
    [InlineData("./io.containerd.runc.v2")]
    public void A_name_that_is_not_configured_and_no_shims_is_refused_in_dockerds_words(string name)
    {
        RuntimeCatalog catalog = Prepare();

        foreach (Action use in (Action[])[() => catalog.Validate(name), () => catalog.Resolve(name)])
        {
            DaemonException exception = Assert.Throws<DaemonException>(use);
            Assert.Equal("unknown or invalid runtime name: " + name, exception.Message);
            Assert.Equal(ErrorKind.Invalid, exception.Kind);
        }
    }

    [Theory]
    [InlineData("io.containerd.my-shim.v42", "io.containerd.my-shim.v42")]
    [InlineData("io.containerd.my-shim", "io.containerd.my-shim")]
    [InlineData("alias", "io.containerd.runsc.v1")]
    [InlineData("by-path", "/path/to/shim")]
    public void A_shim_is_known_and_needs_containerd(string name, string shim)
    {
        RuntimeCatalog catalog = Prepare(
            ("alias", new RuntimeConfig { RuntimeType = "io.containerd.runsc.v1", Options = """{"TypeUrl": "x"}""" }),
            ("by-path", new RuntimeConfig { RuntimeType = "/path/to/shim" }));

        foreach (Action use in (Action[])[() => catalog.Validate(name), () => catalog.Resolve(name)])
        {
            DaemonException exception = Assert.Throws<DaemonException>(use);
            Assert.Equal($"runtime {name}: the shim {shim} needs containerd, which is not supported yet", exception.Message);
            Assert.Equal(ErrorKind.NotImplemented, exception.Kind);
        }
    }

    [Fact]
    public void Runcs_shim_is_runc_or_the_binary_in_its_options()
    {
        RuntimeCatalog catalog = Prepare(
            ("alias", new RuntimeConfig { RuntimeType = RuncShim }),
            ("binary", new RuntimeConfig { RuntimeType = RuncShim, Options = """{"BinaryName": "crun", "SystemdCgroup": false}""" }),
            ("uid", new RuntimeConfig { RuntimeType = RuncShim, Options = """{"IoUid": 42}""" }));

        Assert.Equal(new RuntimeSelection("alias", "/usr/sbin/runc"), catalog.Resolve("alias"));
        Assert.Equal(new RuntimeSelection("binary", "/usr/bin/crun"), catalog.Resolve("binary"));
        DaemonException exception = Assert.Throws<DaemonException>(() => catalog.Validate("uid"));
        Assert.Equal(ErrorKind.NotImplemented, exception.Kind);
        Assert.Equal("runtime uid: option IoUid is not supported by the embedded engine", exception.Message);
    }

    [Theory]
    [InlineData("my/custom.runtime.v1")]
    [InlineData("/usr/bin/runc")]
    [InlineData("io.containerd.runc.v2")]
    [InlineData("Größe 'x' $HOME\n")]
    public void A_configured_name_may_be_anything_and_comes_before_what_it_would_mean(string name)
    {
        Assert.Equal(new RuntimeSelection(name, "/usr/bin/crun"), Prepare((name, Path("/usr/bin/crun"))).Resolve(name));

        RuntimeSelection withArguments = Prepare((name, Path("/usr/bin/crun", "--debug"))).Resolve(name);
        Assert.Equal(_folder.File("runtimes"), System.IO.Path.GetDirectoryName(withArguments.Path));
        Assert.Equal("#!/bin/sh\nexec '/usr/bin/crun' '--debug' \"$@\"\n", File.ReadAllText(withArguments.Path));
    }

    [Fact]
    public void Missing_binaries_fail_no_preparation_but_the_start()
    {
        RuntimeCatalog catalog = Prepare(
            ("gone", Path("/nope/gone")), ("plain", Path(_folder.Write("plain", "no program"))), ("folder", Path("/usr/bin")), ("bare", Path("no-such-program")));

        foreach (string name in (string[])["gone", "plain", "folder", "bare"])
        {
            catalog.Validate(name);
            DaemonException exception = Assert.Throws<DaemonException>(() => catalog.Resolve(name));
            Assert.EndsWith(" is not installed, or not executable", exception.Message, StringComparison.Ordinal);
            Assert.Equal(ErrorKind.System, exception.Kind);
        }
    }

    [Fact]
    public void A_binary_with_arguments_is_looked_for_first_since_the_script_would_hide_its_absence()
    {
        RuntimeCatalog catalog = Prepare(("gone", Path("/nope/gone", "--x")));

        foreach (Action use in (Action[])[() => catalog.Validate("gone"), () => catalog.Resolve("gone")])
        {
            Assert.Equal(
                "runtime gone: error while looking up the specified runtime path: /nope/gone is not installed, or not executable",
                Assert.Throws<DaemonException>(use).Message);
        }

        File.Copy("/bin/true", _folder.File("later"));
        Assert.NotNull(Prepare(("later", Path(_folder.File("later"), "--x"))).Resolve("later"));
    }

    [Fact]
    public void A_bare_name_is_looked_up()
    {
        RuntimeCatalog catalog = Prepare(("mine", Path("crun")), ("debug", Path("crun", "--debug")));

        Assert.Equal(new RuntimeSelection("mine", "/usr/bin/crun"), catalog.Resolve("mine"));
        Assert.Equal("#!/bin/sh\nexec '/usr/bin/crun' '--debug' \"$@\"\n", File.ReadAllText(catalog.Resolve("debug").Path));
    }

    [Fact]
    public void What_the_user_wrote_is_kept_apart_from_what_is_derived()
    {
        RuntimeConfig config = Path("crun", "--debug");
        RuntimeDescriptor described = Prepare(("mine", config)).All.Single(runtime => runtime.Name == "mine");

        Assert.Same(config, described.Config);
        Assert.Equal("crun", described.Path);
        Assert.StartsWith(_folder.File("runtimes/mine."), described.Script, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_definition_leaves_no_scripts()
    {
        Assert.Throws<DaemonException>(() => Prepare(("a", Path("/bin/true", "--x")), ("b", new RuntimeConfig())));

        Assert.False(Directory.Exists(_folder.File("runtimes")));
    }

    [Fact]
    public void A_runtime_whose_definition_is_gone_is_unknown()
    {
        Prepare(("mine", Path("crun", "--debug"))).Validate("mine");

        Assert.Equal(ErrorKind.Invalid, Assert.Throws<DaemonException>(() => Prepare().Resolve("mine")).Kind);
    }

    private static RuntimeConfig Path(string path, params string[] arguments) => new() { Path = path, Arguments = [.. arguments] };

    private static ImmutableSortedDictionary<string, RuntimeConfig> Runtimes(params (string Name, RuntimeConfig Config)[] runtimes) =>
        runtimes.ToImmutableSortedDictionary(runtime => runtime.Name, runtime => runtime.Config, StringComparer.Ordinal);

    private RuntimeCatalog Prepare(params (string Name, RuntimeConfig Config)[] runtimes) =>
        RuntimeCatalog.Prepare(Runtimes(runtimes), "", new WrapperScripts(_folder.Path), "crun");

    private string Script(string name)
    {
        string path = _folder.Write(name, "#!/bin/sh\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
