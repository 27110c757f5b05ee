using Aot.Daemon.Config;
using Aot.Daemon.Primitives;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Aot.Daemon.Tests.Config;

/// <summary>Each fallible step of a reload, made to fail: everything is as it was before, and the reason is told once.</summary>
public sealed class ReloadFaultTests
{
    private const string Good = """{"labels": ["good=1"], "runtimes": {"kept": {"path": "/bin/true", "runtimeArgs": ["--kept"]}}}""";

    // Each of them would change something, were it not for its fault.
    [Theory]
    [InlineData("""{"debug": true""")]
    [InlineData("""{"debug": true}}""")]
    [InlineData("[true]")]
    [InlineData("\u0000")]
    [InlineData("""{"debug": true, "debug": true}""")]
    [InlineData("""{"debug": true, "bogus": 1}""")]
    [InlineData("""{"debug": true, "label": ["a=b"]}""")]
    [InlineData("""{"debug": true, "proxies": {"ftp-proxy": "x"}}""")]
    [InlineData("""{"debug": true, "proxies": []}""")]
    [InlineData("""{"debug": true, "init": true}""")]
    [InlineData("""{"debug": 1}""")]
    [InlineData("""{"debug": true, "labels": ["x"]}""")]
    [InlineData("""{"debug": true, "log-level": "loud"}""")]
    [InlineData("""{"debug": true, "max-concurrent-downloads": -1}""")]
    [InlineData("""{"debug": true, "max-download-attempts": 0}""")]
    [InlineData("""{"debug": true, "mtu": -10}""")]
    [InlineData("""{"debug": true, "dns": ["1.1.1.1o"]}""")]
    [InlineData("""{"debug": true, "userns-remap": "default"}""")]
    [InlineData("""{"debug": true, "authorization-plugins": ["x"]}""")]
    [InlineData("""{"debug": true, "default-ipc-mode": "host"}""")]
    [InlineData("""{"debug": true, "log-opts": {"max-size": "many"}}""")]
    [InlineData("""{"debug": true, "log-driver": "syslog"}""")]
    [InlineData("""{"debug": true, "default-runtime": "bogus"}""")]
    [InlineData("""{"debug": true, "runtimes": {"runc": {"path": "/x"}}}""")]
    [InlineData("""{"debug": true, "runtimes": {"new": {"path": "/bin/true", "runtimeArgs": ["--x"]}, "z": {}}}""")]
    [InlineData("""{"debug": true, "runtimes": {"new": {"path": "/bin/true", "runtimeArgs": ["a\u0000b"]}}}""")]
    [InlineData("""{"debug": true, "registry-mirrors": ["mirror.example"]}""")]
    [InlineData("""{"debug": true, "insecure-registries": ["ftp://x"]}""")]
    public async Task A_file_with_a_fault_changes_nothing(string file)
    {
        using ReloadBench bench = new(Good, "--init");
        await NothingChangesAsync(bench, () => File.WriteAllText(bench.ConfigFile, file));
    }

    [Fact]
    public async Task A_file_over_a_megabyte_changes_nothing()
    {
        using ReloadBench bench = new(Good);
        await NothingChangesAsync(bench, () => File.WriteAllText(bench.ConfigFile, """{"debug": true}""" + new string(' ', 1024 * 1024)));
    }

    [Fact]
    public async Task A_file_that_is_no_UTF_8_changes_nothing_and_the_byte_is_named()
    {
        using ReloadBench bench = new(Good);
        string failure = await NothingChangesAsync(bench, () => File.WriteAllBytes(bench.ConfigFile, [.. """{"debug": true}"""u8, 0xff]));
        Assert.EndsWith("invalid UTF-8 at byte 15", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_vanished_changes_nothing()
    {
        using ReloadBench bench = new(Good);
        await NothingChangesAsync(bench, () => File.Delete(bench.ConfigFile));
    }

    [Fact]
    public async Task A_folder_a_FIFO_and_an_unreadable_file_in_its_place_change_nothing()
    {
        using ReloadBench bench = new(Good);
        await NothingChangesAsync(bench, () => Replace(bench, path => Directory.CreateDirectory(path)));
        await NothingChangesAsync(bench, () => Replace(bench, path => Assert.Equal(0, Aot.Daemon.Interop.Mkfifo.Call(path, 0x180))));
        // Reading one's own memory at 0 gives EIO, to root too.
        await NothingChangesAsync(bench, () => Replace(bench, path => File.CreateSymbolicLink(path, "/proc/self/mem")));
    }

    [Fact]
    public async Task A_wrapper_script_that_cannot_be_written_changes_nothing()
    {
        using ReloadBench bench = new("{}");
        File.WriteAllText(Path.Combine(bench.DataRoot, "runtimes"), "a file where the folder should be");
        string failure = await NothingChangesAsync(bench, () =>
            File.WriteAllText(bench.ConfigFile, """{"debug": true, "runtimes": {"x": {"path": "/bin/true", "runtimeArgs": ["y"]}}}"""));
        Assert.Contains("wrapper script", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_fault_of_the_program_while_the_snapshot_is_built_changes_nothing(bool afterwards)
    {
        using ReloadBench bench = new(Good);
        Func<DaemonConfig, long, DaemonSnapshot> build = bench.Build;
        bench.Build = (config, version) =>
        {
            _ = afterwards ? build(config, version) : null;
            throw new InvalidOperationException("not foreseen");
        };
        await NothingChangesAsync(bench, () => File.WriteAllText(bench.ConfigFile, """{"debug": true}"""), restart: false);
        bench.Build = build;
        Assert.Null((await bench.ReloadAsync()).Failure);
        Assert.True(bench.Config.Debug);
    }

    [Fact]
    public async Task What_would_change_is_reported_as_rejected()
    {
        using ReloadBench bench = new();
        ReloadReport report = await bench.ReloadAsync("""{"debug": true, "log-format": "json", "registry-mirrors": ["bad"]}""");
        Assert.Equal(["debug", "log-format", "registry-mirrors"], report.Of(KeyOutcome.Rejected).Select(key => key.Key));
        Assert.Empty(report.Of(KeyOutcome.Applied));
        Assert.Equal(ErrorKind.Invalid, report.FailureKind);
    }

    // A path that may be a folder, a link or a FIFO by now.
    private static void Replace(ReloadBench bench, Action<string> make)
    {
        if (Directory.Exists(bench.ConfigFile))
        {
            Directory.Delete(bench.ConfigFile);
        }
        else
        {
            File.Delete(bench.ConfigFile);
        }

        make(bench.ConfigFile);
    }

    private static async Task<string> NothingChangesAsync(ReloadBench bench, Action sabotage, bool restart = true)
    {
        DaemonSnapshot before = bench.Store.Current;
        string config = ConfigText.Of(before.Config), files = bench.Files();
        bench.Log.Lines.Clear();
        sabotage();

        ReloadReport report = await bench.ReloadAsync();

        Assert.NotNull(report.Failure);
        Assert.Equal(before.Version, report.Version);
        Assert.Same(before, bench.Store.Current);
        Assert.Equal(config, ConfigText.Of(bench.Config));
        Assert.Equal(files, bench.Files());
        Assert.Empty(bench.Events);
        Assert.Equal(LogLevel.Information, bench.Level.Level);
        (LogLevel level, string line) = Assert.Single(bench.Log.Lines);
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains("Error reloading configuration", line, StringComparison.Ordinal);
        Assert.Contains(report.Failure, line, StringComparison.Ordinal);
        if (restart)
        {
            Assert.Equal(report.Failure, Assert.Throws<DaemonException>(bench.Start).Message);
        }

        return report.Failure;
    }
}
