using System.Text;
using Aot.Daemon.Config;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Config;

public sealed class ConfigLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"debug": true}""")]
    [InlineData("""{"DEBUG": 1}""", "the following directives don't match any configuration option: DEBUG")]
    [InlineData("""{"label": ["a=b"], "tls-verify": true}""",
        "the following directives don't match any configuration option: label, tls-verify")]
    [InlineData("""{"config-file": "/x"}""", "the following directives don't match any configuration option: config-file")]
    [InlineData("""{"features": {"buildkit": true}, "builder": {"gc": {}}}""")]
    [InlineData("")]
    [InlineData(" \n\t ")]
    [InlineData("{}")]
    [InlineData("""{"debug": null}""")]
    [InlineData("[]", "the configuration must be a JSON object")]
    [InlineData("null", "the configuration must be a JSON object")]
    [InlineData("""{"debug": "yes"}""", "debug: must be true or false")]
    [InlineData("""{"debug": true, "debug": false}""", "debug: given twice")]
    [InlineData("""{"labels": "a=1"}""", "labels: must be an array")]
    [InlineData("""{"labels": ["one"]}""", "labels: bad attribute format: one")]
    [InlineData("""{"shutdown-timeout": "15"}""", "shutdown-timeout: must be a whole number")]
    [InlineData("""{"shutdown-timeout": 15.5}""", "shutdown-timeout: must be a whole number")]
    [InlineData("""{"group": 5}""", "group: must be a string")]
    [InlineData("""{"log-opts": {"max-size": 10}}""", "log-opts: must be an object whose values are strings")]
    [InlineData("""{"default-shm-size": "x"}""", "default-shm-size: invalid size: 'x'")]
    [InlineData("""{"default-shm-size": -1}""", "default-shm-size: must be a number of bytes")]
    [InlineData("""{"hosts": ["tcp://127.0.0.1:2375"]}""", "hosts: tcp is not supported, use unix://: tcp://127.0.0.1:2375")]
    [InlineData("""{"runtimes": {"a": "/b"}}""", "runtimes: must be an object")]
    [InlineData("""{"runtimes": {"a": {"path": 5}}}""", "runtimes: must be a string")]
    [InlineData("""{"runtimes": {"a": {"path": "/b", "runtimeArgs": "x"}}}""", "runtimes: must be an array")]
    [InlineData("""{"runtimes": {"a": {"path": "/b", "runtimeArgs": [1]}}}""", "runtimes: must be an array of strings")]
    [InlineData("""{"runtimes": {"a": {"runtimeType": "b.c", "options": []}}}""", "runtimes: must be an object")]
    [InlineData("""{"runtimes": {"a": {"path": "/b", "runtimeArgs": null, "runtimeType": null, "options": null}}}""")]
    [InlineData("""{"runtimes": {"a": {"path": "/b", "options": {}}}}""")]
    [InlineData("""{"default-ulimits": {"nofile": {"Name": "nproc", "Soft": 1, "Hard": 1}}}""", "default-ulimits: nofile: Name is nproc")]
    [InlineData("""{"default-ulimits": {"nofile": {"Soft": 1}}}""", "default-ulimits: Hard must be a whole number")]
    public void A_file_is_taken_or_refused_by_its_keys_and_types(string content, string? error = null)
    {
        string path = _folder.Write("daemon.json", content);
        Refused(error is null ? null : $"unable to configure the Docker daemon with file {path}: {error}", "--config-file", path);
    }

    [Theory]
    [InlineData("""{"log-level": "loud"}""", "invalid logging level: loud")]
    [InlineData("""{"log-format": "xml"}""", "invalid log format: xml")]
    [InlineData("""{"log-driver": "syslog"}""", "log driver syslog is not supported: json-file and none are")]
    [InlineData("""{"containerd": "/c"}""", "containerd is not supported yet: leave the option out to use the embedded engine")]
    [InlineData("""{"default-shm-size": 0}""", "invalid default shm size: 0")]
    [InlineData("""{"labels": ["foo=bar", "foo=baz"]}""", "conflict labels for foo=bar and foo=baz")]
    [InlineData("""{"labels": ["foo=bar", "foo=bar"]}""", null)]
    [InlineData("""{"default-runtime": "bogus"}""", "specified default runtime 'bogus' does not exist")]
    [InlineData("""{"default-runtime": "runc"}""", null)]
    [InlineData("""{"default-runtime": "io.containerd.runc.v2"}""", null)]
    [InlineData("""{"default-runtime": "x", "runtimes": {"x": {"path": "/not/there"}}}""", null)]
    [InlineData("""{"runtimes": {"runc": {"path": "/b"}}}""", "runtime name 'runc' is reserved")]
    [InlineData("""{"runtimes": {"a": {}}}""", "runtime a: either a runtimeType or a path must be configured")]
    [InlineData("""{"runtimes": {"a": {"runtimeType": "b.c", "options": {"x": 1}}}}""", null)]
    [InlineData("""{"runtimes": {"x": {"path": "rel/x"}}}""", "runtime x: the path must be absolute, or a name on PATH: rel/x")]
    [InlineData("""{"data-root": ""}""", "invalid data-root: \"\"")]
    [InlineData("""{"data-root": "/"}""", "invalid data-root: \"/\"")]
    [InlineData("""{"data-root": "/a/b", "exec-root": "/a/b/../b/c"}""",
        "data-root /a/b and exec-root /a/b/c must not lie within each other")]
    [InlineData("""{"data-root": "/a/b", "exec-root": "/a/bc"}""", null)]
    [InlineData("""{"cgroup-parent": "/a/../.."}""", "invalid cgroup parent: /a/../..")]
    [InlineData("""{"hosts": []}""", "hosts: at least one is needed")]
    [InlineData("""{"pidfile": ""}""", null)]
    public void The_merged_configuration_is_validated_as_a_whole(string content, string? error) =>
        Refused(error, "--config-file", _folder.Write("daemon.json", content));

    [Fact]
    public void Flag_and_file_may_not_both_say_it_even_when_they_agree()
    {
        string path = _folder.Write("daemon.json", """{"debug": true, "hosts": ["unix:///x"], "labels": ["a=b"]}""");
        string prefix = $"unable to configure the Docker daemon with file {path}: "
            + "the following directives are specified both as a flag and in the configuration file: ";
        Refused(prefix + "debug: (from flag: false, from file: true)",
            "--debug=false", "--config-file", path);
        Refused(prefix + "debug: (from flag: true, from file: true), hosts: (from flag: [unix:///y unix:///z], from file: [unix:///x])",
            "-D", "-Hunix:///y", "-Hunix:///z", "--config-file", path);
    }

    [Fact]
    public void Runtimes_of_flag_and_file_add_up()
    {
        string path = _folder.Write("daemon.json", """{"runtimes": {"a": {"path": "/a", "runtimeArgs": ["--x", "y z"]}}}""");
        DaemonConfig config = ConfigLoader.Load(CommandLine.Parse(["--add-runtime", "b=/b", "--config-file", path]));
        Assert.Equal(["a", "b"], config.Runtimes.Keys);
        Assert.Equal<string>(["--x", "y z"], config.Runtimes["a"].Arguments);
    }

    [Fact]
    public void File_and_flags_stand_side_by_side_and_a_false_in_the_file_beats_a_true_default()
    {
        string path = _folder.Write("daemon.json", """
            {"live-restore": false, "default-shm-size": "1g", "log-opts": {"max-size": "10m"},
             "default-ulimits": {"nofile": {"Name": "nofile", "Hard": 2048, "Soft": 1024}}}
            """);
        DaemonConfig config = ConfigLoader.Load(CommandLine.Parse(["--init", "--config-file", path]));
        Assert.False(config.LiveRestore);
        Assert.True(config.Init);
        Assert.Equal(1L << 30, config.DefaultShmSize);
        Assert.Equal("10m", config.LogOptions["max-size"]);
        Assert.Equal(new UlimitConfig("nofile", 1024, 2048), config.DefaultUlimits["nofile"]);
    }

    [Fact]
    public void A_missing_file_matters_only_when_it_was_asked_for()
    {
        string path = _folder.File("missing.json");
        Refused($"unable to configure the Docker daemon with file {path}: open {path}: no such file or directory", "--config-file", path);
        Assert.Empty(ConfigFile.Read(path, mustExist: false));
    }

    [Fact]
    public void Truncated_JSON_and_a_folder_in_place_of_the_file_are_refused()
    {
        string path = _folder.Write("daemon.json", """{"debug": tr""");
        Assert.Throws<DaemonException>(() => ConfigFile.Read(path, mustExist: true));
        Assert.Throws<DaemonException>(() => ConfigFile.Read(_folder.Path, mustExist: true));
        Assert.Throws<DaemonException>(() => ConfigFile.Read("/dev/zero", mustExist: true));
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    public void Byte_order_marks_are_understood(string encodingName, bool withMark)
    {
        Encoding encoding = Encoding.GetEncoding(encodingName);
        byte[] mark = withMark ? encoding.GetPreamble() : [];
        File.WriteAllBytes(_folder.File("daemon.json"), [.. mark, .. encoding.GetBytes("""{"labels": ["name=J\u00fcrgen"]}""")]);
        DaemonConfig config = ConfigLoader.Load(CommandLine.Parse(["--config-file", _folder.File("daemon.json")]));
        Assert.Equal<string>(["name=J\u00fcrgen"], config.Labels);
    }

    [Theory]
    [InlineData(new byte[0], "invalid UTF-8 at byte 2")]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF }, "invalid UTF-8 at byte 5")]
    public void A_stray_byte_is_named_by_its_offset(byte[] mark, string error)
    {
        string path = _folder.File("daemon.json");
        File.WriteAllBytes(path, [.. mark, (byte)'{', (byte)'}', 0xFF]);
        Refused($"unable to configure the Docker daemon with file {path}: {error}", "--config-file", path);
    }

    [Fact]
    public void Paths_come_out_absolute_and_normal()
    {
        DaemonConfig config = ConfigLoader.Load(CommandLine.Parse(
            ["--config-file", "/dev/null", "--data-root", "some/../data/", "--exec-root", "//run//x/", "--pidfile", "/a/./b"]));
        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "data"), config.DataRoot);
        Assert.Equal("/run/x", config.ExecRoot);
        Assert.Equal("/a/b", config.PidFile);
    }

    private static void Refused(string? message, params string[] arguments)
    {
        if (message is null)
        {
            ConfigLoader.Load(CommandLine.Parse(arguments));
            return;
        }

        DaemonException failure = Assert.Throws<DaemonException>(() => ConfigLoader.Load(CommandLine.Parse(arguments)));
        Assert.Equal(ErrorKind.Invalid, failure.Kind);
        Assert.Equal(message, failure.Message);
    }
}
