using System.Text.Json;
using System.Text.Json.Nodes;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Probe;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Reload;

/// <summary>The same daemon.json makes `docker info` and the reload event of both daemons agree, key by key, at start and after reloads.</summary>
[Trait("Category", "EndToEnd")]
public sealed class InfoOnBothTests
{
    // live-restore has another default, and so has the default runtime.
    private const string Plain = """{"live-restore": false, "default-runtime": "runc"}""";

    private const string Full = """
        {
            "labels": ["site=mill", "rack=7"],
            "debug": true,
            "insecure-registries": ["10.10.0.0/16", "102.10.8.9/24", "registry.example:5000", "other.example"],
            "registry-mirrors": ["https://mirror.example", "http://mirror.example:5000/", "https://mirror.example/"],
            "runtimes": {
                "plain": {"path": "/usr/bin/crun"},
                "traced": {"path": "/usr/bin/crun", "runtimeArgs": ["--debug", "--log-format=json"]}
            },
            "default-runtime": "traced",
            "live-restore": true,
            "max-concurrent-downloads": 4,
            "max-concurrent-uploads": 6,
            "max-download-attempts": 7,
            "shutdown-timeout": 9,
            "default-shm-size": "32M",
            "default-ipc-mode": "shareable",
            "default-cgroupns-mode": "host",
            "features": {"buildkit": false}
        }
        """;

    // What dockerd does not reload can only be compared at start.
    private const string AtStart = """
        {
            "live-restore": true,
            "default-runtime": "runc",
            "log-driver": "none",
            "labels": ["a=1"],
            "default-cgroupns-mode": "private",
            "default-ulimits": {"nofile": {"Name": "nofile", "Soft": 100, "Hard": 200}}
        }
        """;

    [Theory]
    [InlineData(Plain)]
    [InlineData(Full)]
    [InlineData(AtStart)]
    public async Task Both_tell_the_same_at_start(string file)
    {
        IReadOnlyList<string> expected = [], actual = [];
        await UseAsync(new DockerdUnderTest(), file, async daemon => expected = await InfoAsync(daemon));
        await UseAsync(new AotdUnderTest(), file, async daemon => actual = await InfoAsync(daemon));
        AssertAgree("info", expected, actual);
    }

    [Fact]
    public async Task Both_tell_the_same_after_reloads_and_in_the_event()
    {
        List<IReadOnlyList<string>> expected = [], actual = [];
        await UseAsync(new DockerdUnderTest(), Plain, daemon => ReloadsAsync(daemon, expected));
        await UseAsync(new AotdUnderTest(), Plain, daemon => ReloadsAsync(daemon, actual));
        for (int i = 0; i < expected.Count; i++)
        {
            AssertAgree(i % 2 == 0 ? "info" : "event", expected[i], actual[i]);
        }
    }

    private static async Task ReloadsAsync(DaemonUnderTest daemon, List<IReadOnlyList<string>> told)
    {
        // The last one says everything anew: what an absent key means differs, and is aotd's invariant, not dockerd's.
        string changed = Full.Replace("mill", "dam", StringComparison.Ordinal).Replace("other.example", "third.example", StringComparison.Ordinal)
            .Replace("https://mirror.example", "https://second.example", StringComparison.Ordinal);
        foreach (string file in (string[])[Full, changed])
        {
            int events = (await DaemonState.ReloadEventsAsync(daemon)).Count;
            await File.WriteAllTextAsync(daemon.ConfigFile, file);
            Native.Signal(daemon.Pid, Native.SigHup);
            await Poll.UntilAsync(async () => (await DaemonState.ReloadEventsAsync(daemon)).Count > events, "the reload event comes", details: () => daemon.Log);
            told.Add(await InfoAsync(daemon));
            told.Add(JsonLeaves.Of((await DaemonState.ReloadEventsAsync(daemon))[^1]));
        }
    }

    private static Task UseAsync(DaemonUnderTest daemon, string file, Func<DaemonUnderTest, Task> body) => DaemonUnderTest.UseAsync(daemon, async it =>
    {
        await File.WriteAllTextAsync(it.ConfigFile, file);
        await it.StartAsync();
        await body(it);
    });

    /// <summary>`docker info` as lines, without the client's own part.</summary>
    private static async Task<IReadOnlyList<string>> InfoAsync(DaemonUnderTest daemon)
    {
        JsonObject info = JsonNode.Parse((await daemon.Docker("info", "--format", "{{json .}}")).Ok().Stdout)!.AsObject();
        info.Remove("ClientInfo");
        return JsonLeaves.Of(JsonSerializer.SerializeToElement(info));
    }

    private static void AssertAgree(string section, IReadOnlyList<string> expected, IReadOnlyList<string> actual)
    {
        string differences = ProbeComparison.Differences(Report(section, expected), Report(section, actual), InfoDifferences.All);
        Assert.True(differences.Length == 0, differences);
    }

    private static ProbeReport Report(string section, IReadOnlyList<string> lines) =>
        new(new Dictionary<string, string[]> { [section] = [.. lines] });
}
