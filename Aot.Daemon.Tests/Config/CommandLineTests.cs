using Aot.Daemon.Config;
using Aot.Daemon.Primitives;
using Aot.Daemon.Runtimes;
using Xunit;

namespace Aot.Daemon.Tests.Config;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--host unix:///a")]
    [InlineData("--host=unix:///a")]
    [InlineData("-H unix:///a")]
    [InlineData("-Hunix:///a")]
    [InlineData("-H=unix:///a")]
    [InlineData("-DHunix:///a")]
    [InlineData("-DH unix:///a --")]
    public void A_value_may_be_written_in_each_of_pflags_ways(string arguments) =>
        Assert.Equal("/a", Assert.Single(Parse(arguments).Hosts).SocketPath);

    [Theory]
    [InlineData("-D", true)]
    [InlineData("--debug", true)]
    [InlineData("--debug=true", true)]
    [InlineData("--debug=T", true)]
    [InlineData("-D=1", true)]
    [InlineData("--debug=false", false)]
    [InlineData("-D --debug=0", false)]
    [InlineData("-Dl warn", true)]
    public void A_switch_stands_alone_or_takes_its_value_after_an_equals_sign(string arguments, bool expected) =>
        Assert.Equal(expected, Parse(arguments).Debug);

    [Theory]
    [InlineData("--foo", "unknown flag: --foo")]
    [InlineData("--foo=1", "unknown flag: --foo")]
    [InlineData("-x", "unknown shorthand flag: 'x' in -x")]
    [InlineData("-Dx", "unknown shorthand flag: 'x' in -x")]
    [InlineData("--=x", "bad flag syntax: --=x")]
    [InlineData("---x", "bad flag syntax: ---x")]
    [InlineData("--host", "flag needs an argument: --host")]
    [InlineData("-H", "flag needs an argument: 'H' in -H")]
    [InlineData("-DH", "flag needs an argument: 'H' in -H")]
    [InlineData("word", "aotd accepts no arguments.")]
    [InlineData("--debug false", "aotd accepts no arguments.")]
    [InlineData("-- -D", "aotd accepts no arguments.")]
    [InlineData("-", "aotd accepts no arguments.")]
    [InlineData("--debug=maybe", "invalid argument \"maybe\" for \"-D, --debug\" flag: parsing \"maybe\": invalid syntax")]
    [InlineData("--shutdown-timeout=abc", "invalid argument \"abc\" for \"--shutdown-timeout\" flag: parsing \"abc\": invalid syntax")]
    [InlineData("--add-runtime foo", "invalid argument \"foo\" for \"--add-runtime\" flag: invalid runtime argument: foo")]
    [InlineData("--add-runtime a=", "invalid argument \"a=\" for \"--add-runtime\" flag: invalid runtime argument: a=")]
    [InlineData("--add-runtime runc=/b", "invalid argument \"runc=/b\" for \"--add-runtime\" flag: runtime name 'runc' is reserved")]
    [InlineData("--add-runtime a=/b --add-runtime A=/c",
        "invalid argument \"A=/c\" for \"--add-runtime\" flag: runtime 'a' was already defined")]
    [InlineData("--label foo", "invalid argument \"foo\" for \"--label\" flag: bad attribute format: foo")]
    [InlineData("--default-shm-size x", "invalid argument \"x\" for \"--default-shm-size\" flag: invalid size: 'x'")]
    [InlineData("--default-ulimit foo=1", "invalid argument \"foo=1\" for \"--default-ulimit\" flag: invalid ulimit type: foo")]
    [InlineData("--default-ulimit nofile=5:3",
        "invalid argument \"nofile=5:3\" for \"--default-ulimit\" flag: ulimit soft limit must be less than or equal to hard limit: 5 > 3")]
    [InlineData("-H tcp://1.2.3.4:5",
        "invalid argument \"tcp://1.2.3.4:5\" for \"-H, --host\" flag: tcp is not supported, use unix://: tcp://1.2.3.4:5")]
    [InlineData("-H fd://",
        "invalid argument \"fd://\" for \"-H, --host\" flag: fd:// (socket activation) is not supported, use unix://")]
    [InlineData("-H foo://x", "invalid argument \"foo://x\" for \"-H, --host\" flag: invalid bind address format: foo://x")]
    public void A_wrong_command_line_is_refused_in_pflags_words(string arguments, string message)
    {
        DaemonException failure = Assert.Throws<DaemonException>(() => CommandLine.Parse(arguments.Split(' ')));
        Assert.Equal(ErrorKind.Invalid, failure.Kind);
        Assert.Equal(message, failure.Message);
    }

    [Fact]
    public void Repeatable_flags_add_up_and_others_take_the_last()
    {
        DaemonConfig config = Parse("-H unix:///a -H unix:///b/../c --data-root /x --data-root /y --label a=1 --label b=2");
        Assert.Equal(["/a", "/c"], config.Hosts.Select(h => h.SocketPath));
        Assert.Equal("/y", config.DataRoot);
        Assert.Equal<string>(["a=1", "b=2"], config.Labels);
    }

    [Fact]
    public void Each_flag_reaches_its_property()
    {
        DaemonConfig config = Parse(
            "--add-runtime Kata=/k --cgroup-parent /p --containerd /c --data-root /d -D --default-runtime kata --default-shm-size 1.5g "
            + "--default-ulimit nofile=1:2 --default-ulimit core=-1 --exec-root /e -G web --init --live-restore=false --log-driver none "
            + "--log-format json -l warn --log-opt max-size=1m --log-opt empty -p /pid --shutdown-timeout -1");
        Assert.Equal(new RuntimeConfig { Path = "/k" }.Path, config.Runtimes["kata"].Path);
        Assert.Equal("/p", config.CgroupParent);
        Assert.Equal("/c", config.Containerd);
        Assert.Equal("/d", config.DataRoot);
        Assert.True(config.Debug);
        Assert.Equal("kata", config.DefaultRuntime);
        Assert.Equal(3L << 29, config.DefaultShmSize);
        Assert.Equal(new UlimitConfig("nofile", 1, 2), config.DefaultUlimits["nofile"]);
        Assert.Equal(new UlimitConfig("core", -1, -1), config.DefaultUlimits["core"]);
        Assert.Equal("/e", config.ExecRoot);
        Assert.Equal("web", config.Group);
        Assert.True(config.Init);
        Assert.False(config.LiveRestore);
        Assert.Equal("none", config.LogDriver);
        Assert.Equal("json", config.LogFormat);
        Assert.Equal("warn", config.LogLevel);
        Assert.Equal("1m", config.LogOptions["max-size"]);
        Assert.Equal("", config.LogOptions["empty"]);
        Assert.Equal("/pid", config.PidFile);
        Assert.Equal(-1, config.ShutdownTimeout);
    }

    [Fact]
    public void What_only_the_program_reads_is_told_apart()
    {
        CommandLine none = CommandLine.Parse([]);
        Assert.False(none.WantsHelp || none.WantsVersion || none.WantsValidation || none.IsConfigFileGiven);
        Assert.Equal("/etc/aotd/daemon.json", none.ConfigFile);

        CommandLine all = CommandLine.Parse(["-h", "-v", "--validate", "--config-file", "/x/../y"]);
        Assert.True(all.WantsHelp && all.WantsVersion && all.WantsValidation && all.IsConfigFileGiven);
        Assert.Equal("/y", all.ConfigFile);
    }

    [Fact]
    public void Help_has_a_line_for_each_option()
    {
        string help = HelpText.Render();
        Assert.All(SupportedOptions.Rows, row => Assert.Contains($"--{row.Name} ", help, StringComparison.Ordinal));
    }

    private static DaemonConfig Parse(string arguments) => CommandLine.Parse(arguments.Split(' ')).Apply(new DaemonConfig());
}
