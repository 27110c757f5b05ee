using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Reload;

/// <summary>Reloads of the published binary's configuration that succeed, by each of the three ways.</summary>
[Trait("Category", "EndToEnd")]
public sealed class ReloadTests
{
    private const string First = """{"labels": ["g=1"]}""";

    private const string Second = """
        {
            "labels": ["g=2", "site=mill"],
            "debug": true,
            "registry-mirrors": ["https://mirror.example", "https://mirror.example/"],
            "insecure-registries": ["10.10.0.0/16", "registry.example:5000"],
            "runtimes": {"traced": {"path": "/usr/bin/crun", "runtimeArgs": ["--debug"]}},
            "default-runtime": "traced",
            "default-shm-size": "32m",
            "shutdown-timeout": 7,
            "max-concurrent-downloads": 9,
            "live-restore": false,
            "log-driver": "none"
        }
        """;

    [Fact]
    public Task A_signal_puts_the_new_file_in_force() => UseAsync(async daemon =>
    {
        await File.WriteAllTextAsync(daemon.ConfigFile, Second);
        await HangUpAsync(daemon);
        await SecondHoldsAsync(daemon);
        Assert.Contains("Got signal to reload configuration", daemon.Log, StringComparison.Ordinal);
        Assert.Contains("Reloaded configuration", daemon.Log, StringComparison.Ordinal);
    });

    [Fact]
    public Task The_command_puts_it_in_force_and_tells_each_key() => UseAsync(async daemon =>
    {
        await File.WriteAllTextAsync(daemon.ConfigFile, Second);
        CliResult result = (await daemon.ReloadAsync()).Ok();
        await SecondHoldsAsync(daemon);
        Assert.Contains("labels: applied: [\"g=1\"] -> [\"g=2\",\"site=mill\"]", result.Lines);
        Assert.Contains("debug: applied: false -> true", result.Lines);
        Assert.Contains("default-runtime: applied: \"\" -> \"traced\"", result.Lines);
        Assert.Contains("live-restore: applied: true -> false", result.Lines);
        Assert.DoesNotContain(result.Lines, line => line.StartsWith("init:", StringComparison.Ordinal));
        Assert.Matches("^unchanged: [0-9]+ keys$", result.Lines[^1]);
    });

    [Fact]
    public Task The_command_finds_the_daemon_by_its_pid_file_too() => UseAsync(async daemon =>
    {
        await File.WriteAllTextAsync(daemon.ConfigFile, Second);
        (await daemon.ReloadAsync("--pidfile", daemon.PidFile)).Ok();
        await SecondHoldsAsync(daemon);
    });

    [Fact]
    public Task A_request_puts_it_in_force_and_tells_each_key() => UseAsync(async daemon =>
    {
        await File.WriteAllTextAsync(daemon.ConfigFile, Second);
        JsonElement answer = (await daemon.Api.PostAsync("/aotd/reload")).Expect(HttpStatusCode.OK).Json;
        await SecondHoldsAsync(daemon);
        Assert.Equal(2, answer.GetProperty("Version").GetInt64());
        Assert.False(answer.TryGetProperty("message", out _));
        JsonElement labels = answer.GetProperty("Keys").EnumerateArray().Single(key => key.GetProperty("Key").GetString() == "labels");
        Assert.Equal("""{"Key":"labels","Outcome":"applied","Before":["g=1"],"Wanted":["g=2","site=mill"]}""", labels.GetRawText());
    });

    [Fact]
    public Task The_event_tells_the_whole_state_as_dockerds_does() => UseAsync(async daemon =>
    {
        await File.WriteAllTextAsync(daemon.ConfigFile, Second);
        await HangUpAsync(daemon);
        JsonElement actor = Assert.Single(await DaemonState.ReloadEventsAsync(daemon));
        JsonObject info = await DaemonState.InfoAsync(daemon);
        JsonElement attributes = actor.GetProperty("Attributes");
        Assert.Equal(info["ID"]!.GetValue<string>(), actor.GetProperty("ID").GetString());
        Dictionary<string, string> expected = new()
        {
            ["name"] = info["Name"]!.GetValue<string>(),
            ["labels"] = """["g=2","site=mill"]""",
            ["debug"] = "true",
            ["registry-mirrors"] = """["https://mirror.example","https://mirror.example/"]""",
            ["insecure-registries"] = """["10.10.0.0/16","registry.example:5000"]""",
            ["default-runtime"] = "traced",
            ["default-shm-size"] = "33554432",
            ["default-ipc-mode"] = "private",
            ["shutdown-timeout"] = "7",
            ["max-concurrent-downloads"] = "9",
            ["max-concurrent-uploads"] = "5",
            ["max-download-attempts"] = "5",
            ["features"] = "map[]",
            ["live-restore"] = "false",
        };
        Assert.Equal(expected, expected.ToDictionary(pair => pair.Key, pair => attributes.GetProperty(pair.Key).GetString()!));
        Assert.Contains("traced:", attributes.GetProperty("runtimes").GetString(), StringComparison.Ordinal);
        Assert.True(attributes.TryGetProperty("default-cgroupns-mode", out _));
    });

    [Fact]
    public Task A_reload_gives_what_a_restart_gives() => UseAsync(async daemon =>
    {
        foreach (string file in (string[])[Second, "{}", First, """{"labels": ["g=4"], "debug": true}"""])
        {
            await File.WriteAllTextAsync(daemon.ConfigFile, file);
            (await daemon.ReloadAsync()).Ok();
            JsonObject reloaded = await DaemonState.InfoAsync(daemon);
            Assert.Equal(0, await daemon.StopAsync());
            await daemon.StartAsync();
            JsonObject restarted = await DaemonState.InfoAsync(daemon);
            Assert.Equal(restarted.ToJsonString(), reloaded.ToJsonString());
        }
    });

    [Fact]
    public Task A_key_that_needs_a_restart_is_told_and_stays_as_it_was() => UseAsync(async daemon =>
    {
        await File.WriteAllTextAsync(daemon.ConfigFile, """{"labels": ["g=2"], "log-format": "json"}""");
        CliResult result = (await daemon.ReloadAsync()).Ok();
        Assert.Contains("log-format: needs a restart: \"text\" -> \"json\"", result.Lines);
        Assert.Contains("labels: applied: [\"g=1\"] -> [\"g=2\"]", result.Lines);
        Assert.Contains("log-format has changed and needs a restart", daemon.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(daemon.Log.Split('\n'), line => line.StartsWith('{'));
    });

    [Fact]
    public Task A_key_without_effect_is_a_warning_for_who_asked_and_in_the_log() => UseAsync(async daemon =>
    {
        await File.WriteAllTextAsync(daemon.ConfigFile, """{"iptables": false, "insecure-registries": ["http://registry.example"]}""");
        CliResult result = (await daemon.ReloadAsync()).Ok();
        Assert.Contains(result.Lines, line => line.StartsWith("warning: iptables is not supported and has no effect", StringComparison.Ordinal));
        Assert.Contains(result.Lines, line => line.StartsWith("warning: insecure registry http://registry.example should not contain", StringComparison.Ordinal));
        Assert.Contains("iptables is not supported", daemon.Log, StringComparison.Ordinal);
    });

    [Fact]
    public Task Credentials_of_proxies_are_shown_nowhere() => UseAsync(async daemon =>
    {
        await File.WriteAllTextAsync(daemon.ConfigFile, """{"proxies": {"http-proxy": "http://user:hunter2@proxy.example:3128"}}""");
        CliResult result = (await daemon.ReloadAsync()).Ok();
        string answer = (await daemon.Api.PostAsync("/aotd/reload")).Expect(HttpStatusCode.OK).Body;
        string info = (await daemon.Api.GetAsync("/info")).Body;
        Assert.Contains("proxies.http-proxy", result.Stdout, StringComparison.Ordinal);
        Assert.All([result.Stdout, answer, info, daemon.Log], text => Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal));
    });

    [Fact]
    public Task Many_at_once_all_succeed_and_the_last_file_holds() => UseAsync(async daemon =>
    {
        await File.WriteAllTextAsync(daemon.ConfigFile, Second);
        ApiResponse[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
        {
            if (i % 4 == 0)
            {
                Native.Signal(daemon.Pid, Native.SigHup);
            }
            return daemon.Api.PostAsync("/aotd/reload");
        }));
        Assert.All(answers, answer => answer.Expect(HttpStatusCode.OK));
        Assert.Equal(answers.Length, answers.Select(answer => answer.Json.GetProperty("Version").GetInt64()).Distinct().Count());
        await SecondHoldsAsync(daemon);
    });

    [Fact]
    public Task A_file_in_utf_16_is_read() => UseAsync(async daemon =>
    {
        await File.WriteAllTextAsync(daemon.ConfigFile, """{"labels": ["ort=Köln"]}""", System.Text.Encoding.BigEndianUnicode);
        (await daemon.ReloadAsync()).Ok();
        Assert.Equal("""["ort=Köln"]""", (await DaemonState.InfoAsync(daemon))["Labels"]!.ToJsonString(Unescaped));
    });

    [Fact]
    public async Task The_command_without_a_daemon_fails_with_the_reason()
    {
        await using var daemon = new AotdUnderTest();
        (await daemon.ReloadAsync()).Expect(1).FailsSaying("cannot reach the daemon at unix://" + daemon.SocketPath);
        (await daemon.ReloadAsync("--pidfile", daemon.PidFile)).Expect(1).FailsSaying("pid file");
        (await daemon.ReloadAsync("--nonsense")).Expect(125).FailsSaying("unknown flag: --nonsense");
    }

    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static Task UseAsync(Func<AotdUnderTest, Task> body) => DaemonUnderTest.UseAsync(new AotdUnderTest(), async daemon =>
    {
        await File.WriteAllTextAsync(daemon.ConfigFile, First);
        await daemon.StartAsync();
        await body(daemon);
    });

    /// <summary>SIGHUP, and waits until the log tells the outcome.</summary>
    private static async Task HangUpAsync(AotdUnderTest daemon)
    {
        int before = Outcomes(daemon);
        Native.Signal(daemon.Pid, Native.SigHup);
        await Poll.UntilAsync(() => Outcomes(daemon) > before, "the log tells how the reload went", details: () => daemon.Log);
    }

    private static int Outcomes(AotdUnderTest daemon) =>
        daemon.Log.Split('\n').Count(line => line.Contains("Reloaded configuration", StringComparison.Ordinal)
            || line.Contains("Error reloading configuration", StringComparison.Ordinal));

    private static async Task SecondHoldsAsync(AotdUnderTest daemon)
    {
        JsonObject info = await DaemonState.InfoAsync(daemon);
        Assert.Equal("""["g=2","site=mill"]""", info["Labels"]!.ToJsonString());
        Assert.True(info["Debug"]!.GetValue<bool>());
        Assert.False(info["LiveRestoreEnabled"]!.GetValue<bool>());
        Assert.Equal("traced", info["DefaultRuntime"]!.GetValue<string>());
        Assert.Equal("none", info["LoggingDriver"]!.GetValue<string>());
        Assert.Equal("""["--debug"]""", info["Runtimes"]!["traced"]!["runtimeArgs"]!.ToJsonString());
        JsonNode registries = info["RegistryConfig"]!;
        Assert.Equal("""["https://mirror.example/"]""", registries["Mirrors"]!.ToJsonString());
        Assert.Equal("""["https://mirror.example/"]""", registries["IndexConfigs"]!["docker.io"]!["Mirrors"]!.ToJsonString());
        Assert.False(registries["IndexConfigs"]!["registry.example:5000"]!["Secure"]!.GetValue<bool>());
        Assert.Equal("""["10.10.0.0/16","::1/128","127.0.0.0/8"]""", registries["InsecureRegistryCIDRs"]!.ToJsonString());
    }
}
