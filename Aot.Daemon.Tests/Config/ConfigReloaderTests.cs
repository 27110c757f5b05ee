using Aot.Daemon.Config;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Aot.Daemon.Tests.Config;

/// <summary>Reloads, as users see them: what dockerd's tests hold, and what its faults are not.</summary>
public sealed class ConfigReloaderTests
{
    [Fact]
    public async Task Labels_are_replaced()
    {
        using ReloadBench bench = new("""{"labels": ["foo=bar"]}""");
        ReloadReport report = await bench.ReloadAsync("""{"labels": ["foo=baz"]}""");
        Assert.Equal<string>(["foo=baz"], bench.Config.Labels);
        KeyReport key = Assert.Single(report.Of(KeyOutcome.Applied));
        Assert.Equal(new KeyReport("labels", KeyOutcome.Applied, """["foo=bar"]""", """["foo=baz"]"""), key);
        Assert.Equal((2, 2), (report.Version, bench.Store.Current.Version));
    }

    [Fact]
    public async Task The_outcome_of_each_reload_is_told()
    {
        using ReloadBench bench = new();
        ReloadReport good = await bench.ReloadAsync("""{"debug": true}""");
        ReloadReport bad = await bench.ReloadAsync("""{"debug": 1}""");
        Assert.Equal([good, bad], bench.Outcomes);
    }

    [Fact]
    public async Task A_label_given_twice_is_there_once()
    {
        using ReloadBench bench = new();
        Assert.Null((await bench.ReloadAsync("""{"labels": ["foo=the-same", "foo=the-same"]}""")).Failure);
        Assert.Equal<string>(["foo=the-same"], bench.Config.Labels);
    }

    [Fact]
    public async Task Conflicting_labels_are_refused()
    {
        using ReloadBench bench = new();
        Assert.Equal("conflict labels for foo=baz and foo=bar", (await bench.ReloadAsync("""{"labels": ["foo=baz", "foo=bar"]}""")).Failure);
        Assert.Empty(bench.Config.Labels);
    }

    // dockerd keeps some of them and resets others, so that what a file means depends on the files before it.
    [Fact]
    public async Task A_key_that_is_gone_from_the_file_is_as_after_a_restart()
    {
        using ReloadBench bench = new(
            """{"debug": true, "labels": ["a=b"], "max-concurrent-downloads": 9, "features": {"x": true}, "live-restore": false}""");
        await bench.ReloadAsync("""{"labels": ["a=b"]}""");
        DaemonConfig config = bench.Config;
        Assert.Equal((false, 3, 0, true), (config.Debug, config.MaxConcurrentDownloads, config.Features.Count, config.LiveRestore));
    }

    [Fact]
    public async Task A_flag_stays_though_the_file_does_not_say_it()
    {
        using ReloadBench bench = new("{}", "--debug", "--label", "flag=1");
        ReloadReport report = await bench.ReloadAsync("""{"shutdown-timeout": 3}""");
        Assert.Equal((true, 3, "flag=1"), (bench.Config.Debug, bench.Config.ShutdownTimeout, bench.Config.Labels[0]));
        Assert.Equal(["shutdown-timeout"], report.Of(KeyOutcome.Applied).Select(key => key.Key));
    }

    [Fact]
    public async Task A_conflict_with_a_flag_of_the_start_is_refused()
    {
        using ReloadBench bench = new("{}", "--debug");
        Assert.Contains("specified both as a flag and in the configuration file: debug: (from flag: true, from file: true)",
            (await bench.ReloadAsync("""{"debug": true}""")).Failure!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["10.10.1.11:5000"]""", false)]
    [InlineData("""["mirror.test1.com"]""", false)]
    [InlineData("""["https://mirror.test1.com", "10.10.1.11:5000"]""", false)]
    [InlineData("""["https://10.10.1.11:5000", "https://mirror.test1.com"]""", true)]
    public async Task Mirrors_need_a_scheme_and_replace_those_before(string mirrors, bool isValid)
    {
        using ReloadBench bench = new("""{"registry-mirrors": ["https://old.example"]}""");
        ReloadReport report = await bench.ReloadAsync($$"""{"registry-mirrors": {{mirrors}}}""");
        Assert.Equal(isValid, report.Failure is null);
        Assert.Equal<string>(isValid ? ["https://10.10.1.11:5000/", "https://mirror.test1.com/"] : ["https://old.example/"], bench.Store.Current.Registries.Mirrors);
    }

    [Fact]
    public async Task Insecure_registries_are_exactly_those_of_the_file()
    {
        using ReloadBench bench = new("""{"insecure-registries": ["127.0.0.0/8", "10.10.1.11:5000", "old.example"]}""");
        await bench.ReloadAsync("""
            {"insecure-registries": ["127.0.0.0/8", "10.10.1.11:5000", "10.10.1.22:5000", "docker-registry.example"], "registry-mirrors": ["https://m.example"]}
            """);
        Assert.Equal(["10.10.1.11:5000", "10.10.1.22:5000", "docker-registry.example"], bench.Store.Current.Registries.InsecureHosts);
        Assert.Single(bench.Store.Current.Registries.InsecureNetworks, network => network.ToString() == "127.0.0.0/8");
    }

    [Fact]
    public async Task Debug_and_log_level_switch_the_log()
    {
        using ReloadBench bench = new();
        await bench.ReloadAsync("""{"debug": true}""");
        Assert.Equal(LogLevel.Debug, bench.Level.Level);
        await bench.ReloadAsync("""{"log-level": "error"}""");
        Assert.Equal(LogLevel.Error, bench.Level.Level);
        await bench.ReloadAsync("{}");
        Assert.Equal(LogLevel.Information, bench.Level.Level);
    }

    [Fact]
    public async Task What_needs_a_restart_stays_and_is_said()
    {
        using ReloadBench bench = new();
        ReloadReport report = await bench.ReloadAsync("""{"log-format": "json", "hosts": ["unix:///x.sock"], "shutdown-timeout": 4}""");
        Assert.Null(report.Failure);
        Assert.Equal(["hosts", "log-format"], report.Of(KeyOutcome.NeedsRestart).Select(key => key.Key));
        Assert.Equal(("text", 4), (bench.Config.LogFormat, bench.Config.ShutdownTimeout));
        Assert.Contains(bench.Logged(LogLevel.Warning), line => line.Contains("log-format has changed and needs a restart", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_default_runtime_and_its_definition_come_and_go_together()
    {
        using ReloadBench bench = new();
        await bench.ReloadAsync("""{"runtimes": {"x": {"path": "/bin/true"}}, "default-runtime": "x"}""");
        Assert.Equal("x", bench.Store.Current.Runtimes.DefaultName);
        DaemonSnapshot before = bench.Store.Current;
        Assert.Equal("specified default runtime 'x' does not exist", (await bench.ReloadAsync("""{"default-runtime": "x"}""")).Failure);
        Assert.Same(before, bench.Store.Current);
        await bench.ReloadAsync("{}");
        Assert.Equal("crun", bench.Store.Current.Runtimes.DefaultName);
    }

    [Fact]
    public async Task The_event_tells_the_whole_state()
    {
        using ReloadBench bench = new();
        await bench.ReloadAsync("""
            {"labels": ["a=b", "c=d"], "debug": true, "features": {"buildkit": true, "a": false}, "registry-mirrors": ["https://m"],
             "insecure-registries": ["r:5000"], "max-concurrent-uploads": 7, "default-shm-size": "1m", "default-ipc-mode": "shareable",
             "runtimes": {"x": {"path": "/bin/true"}}, "default-runtime": "x"}
            """);
        IReadOnlyDictionary<string, string> told = Assert.Single(bench.Events);
        Assert.Contains("x:/bin/true", told["runtimes"].Split(' '));
        Assert.Equal(
            "debug=true default-cgroupns-mode=private default-ipc-mode=shareable default-runtime=x default-shm-size=1048576 "
            + """features=map[a:false buildkit:true] insecure-registries=["r:5000"] labels=["a=b","c=d"] live-restore=true """
            + "max-concurrent-downloads=3 max-concurrent-uploads=7 max-download-attempts=5 name=host "
            + """registry-mirrors=["https://m"] shutdown-timeout=15""",
            string.Join(' ', told.Where(pair => pair.Key != "runtimes").OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Fact]
    public async Task A_success_is_logged_once_with_the_configuration_and_without_passwords()
    {
        using ReloadBench bench = new("""{"proxies": {"http-proxy": "http://user:hunter2@proxy:3128"}}""");
        await bench.ReloadAsync("""{"labels": ["a=b"], "proxies": {"http-proxy": "http://user:hunter3@proxy:3128"}}""");
        string line = Assert.Single(bench.Logged(LogLevel.Information), text => text.Contains("Reloaded configuration", StringComparison.Ordinal));
        Assert.DoesNotContain("hunter", bench.Log.ToString(), StringComparison.Ordinal);
        Assert.Contains("xxxxx:xxxxx@proxy:3128", bench.Log.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(line);
    }

    [Fact]
    public async Task A_change_of_a_proxys_password_alone_is_noticed_and_not_shown()
    {
        using ReloadBench bench = new("""{"proxies": {"http-proxy": "http://user:hunter2@proxy:3128"}}""");
        ReloadReport report = await bench.ReloadAsync("""{"proxies": {"http-proxy": "http://user:hunter3@proxy:3128"}}""");
        KeyReport key = Assert.Single(report.Of(KeyOutcome.NeedsRestart));
        Assert.Equal(("proxies.http-proxy", "\"http://xxxxx:xxxxx@proxy:3128\""), (key.Key, key.Wanted));
    }

    [Fact]
    public async Task Warnings_are_told_at_each_reload()
    {
        using ReloadBench bench = new();
        ReloadReport report = await bench.ReloadAsync("""{"features": {"containerd-snapshotter": true, "buildkit": false}, "iptables": false}""");
        Assert.Equal<string>(
            [
                "iptables is not supported and has no effect: rules are set in an nftables table of aotd's own, always",
                "features: containerd-snapshotter is not supported and has no effect",
            ],
            report.Warnings);
        Assert.Equal(["iptables"], report.Of(KeyOutcome.NotSupported).Select(key => key.Key));
        Assert.Contains(bench.Logged(LogLevel.Warning), line => line.Contains("iptables is not supported", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_equal_reloads_are_harmless()
    {
        using ReloadBench bench = new();
        await bench.ReloadAsync("""{"runtimes": {"x": {"path": "/bin/true", "runtimeArgs": ["a b", "$c"]}}}""");
        string files = bench.Files();
        ReloadReport again = await bench.ReloadAsync();
        Assert.Empty(again.Keys.Where(key => key.Outcome != KeyOutcome.Unchanged));
        Assert.Equal((3, 2), (again.Version, bench.Events.Count));
        Assert.Equal(files, bench.Files());
    }

    [Fact]
    public async Task Every_wrapper_script_of_earlier_generations_stays_as_it_was()
    {
        using ReloadBench bench = new("""{"runtimes": {"x": {"path": "/bin/true", "runtimeArgs": ["one"]}}}""");
        List<(string Path, string Content)> scripts = [];
        foreach (string runtimes in new[]
        {
            """{"x": {"path": "/bin/true", "runtimeArgs": ["two"]}}""", """{"x": {"path": "/bin/false", "runtimeArgs": ["two"]}}""",
            """{"x": {"path": "/bin/true"}}""", """{"y": {"path": "/bin/true", "runtimeArgs": ["one"]}}""", "{}",
        })
        {
            scripts.AddRange(Directory.EnumerateFiles(bench.DataRoot, "*", SearchOption.AllDirectories).Select(path => (path, File.ReadAllText(path))));
            Assert.Null((await bench.ReloadAsync($$"""{"runtimes": {{runtimes}}}""")).Failure);
            Assert.All(scripts, script => Assert.Equal(script.Content, File.ReadAllText(script.Path)));
        }

        Assert.Equal(4, scripts.Select(script => script.Path).Distinct().Count());
    }

    [Fact]
    public async Task A_missing_default_file_is_an_empty_one()
    {
        string missing = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString());
        Assert.Empty(ConfigFile.Read(missing, mustExist: false));
        using ReloadBench bench = new();
        File.Delete(bench.ConfigFile);
        Assert.Contains("no such file or directory", (await bench.ReloadAsync()).Failure!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_in_a_commit_step_is_logged_and_the_configuration_is_in_force()
    {
        using ReloadBench bench = new();
        bench.OnCommit = _ => throw new InvalidOperationException("oops");
        ReloadReport report = await bench.ReloadAsync("""{"debug": true}""");
        Assert.Null(report.Failure);
        Assert.True(bench.Config.Debug);
        Assert.Contains("oops", Assert.Single(bench.Logged(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_gives_up_waiting_changes_nothing()
    {
        using ReloadBench bench = new();
        File.WriteAllText(bench.ConfigFile, """{"debug": true}""");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Reloader.ReloadAsync(new CancellationToken(canceled: true)));
        Assert.False(bench.Config.Debug);
    }

    [Fact]
    public void A_snapshot_is_not_changed_by_what_it_was_made_from()
    {
        DaemonConfig config = new() { Labels = ["a=b"] };
        DaemonConfig next = new ConfigChange(config, config with { Labels = ["c=d"], Debug = true }).Next();
        Assert.Equal<string>(["a=b"], config.Labels);
        Assert.Equal<string>(["c=d"], next.Labels);
    }
}
