using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aot.Benchmarks.Daemons;
using Aot.Benchmarks.Latency;

namespace Aot.Benchmarks.Reload;

/// <summary>Changes a label in daemon.json, sends SIGHUP, and asks /info until it tells the label.</summary>
internal static class ReloadRun
{
    // Until the ring of events for late readers is full and the collector's heap has its size.
    private const int WarmUps = 2000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public static async Task<ReloadResult> RunAsync(MeasuredDaemon daemon, int runtimes, int reloads)
    {
        daemon.WriteConfig(Config("start", runtimes));
        daemon.Start();
        var times = new LatencySamples();
        for (int i = 0; i < WarmUps; i++)
        {
            await ReloadAsync(daemon, $"warm-up-{i}", runtimes);
        }
        ProcessFacts before = await ProcessFacts.SettledAsync(daemon);
        var infos = new LatencySamples();
        for (int i = 0; i < reloads; i++)
        {
            times.Add(await ReloadAsync(daemon, $"{i}", runtimes));
            long begin = Stopwatch.GetTimestamp();
            await daemon.Client.GetAsync("/info");
            infos.Add(Stopwatch.GetElapsedTime(begin));
        }
        return new ReloadResult
        {
            Runtimes = runtimes,
            Reloads = reloads,
            MedianMilliseconds = times.Median,
            P99Milliseconds = times.P99,
            LargestMilliseconds = times.Largest,
            InfoMedianMilliseconds = infos.Median,
            InfoP99Milliseconds = infos.P99,
            Before = before,
            After = await ProcessFacts.SettledAsync(daemon),
        };
    }

    private static async Task<TimeSpan> ReloadAsync(MeasuredDaemon daemon, string generation, int runtimes)
    {
        daemon.WriteConfig(Config(generation, runtimes));
        string shown = $"\"g={generation}\"";
        long begin = Stopwatch.GetTimestamp();
        Signals.SendHangup(daemon.Pid);
        while (!(await daemon.Client.GetAsync("/info")).Contains(shown, StringComparison.Ordinal))
        {
            if (Stopwatch.GetElapsedTime(begin) > Longest)
            {
                throw new InvalidOperationException($"the label {shown} does not come:\n{daemon.Log}");
            }
        }
        return Stopwatch.GetElapsedTime(begin);
    }

    private static string Config(string generation, int runtimes)
    {
        JsonObject definitions = [];
        for (int i = 0; i < runtimes; i++)
        {
            definitions[$"runtime-{i}"] = new JsonObject
            {
                ["path"] = "/usr/bin/crun",
                ["runtimeArgs"] = new JsonArray("--debug", $"--log=/tmp/with space/{i}"),
            };
        }
        return new JsonObject { ["labels"] = new JsonArray($"g={generation}"), ["runtimes"] = definitions }.ToJsonString();
    }
}
