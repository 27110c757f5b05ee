using System.Diagnostics;
using Aot.Benchmarks.Daemons;
using Aot.Benchmarks.Latency;

namespace Aot.Benchmarks.Storm;

/// <summary>Four clients work; quiet and stormy times take turns, so that the machine's moods hit both alike.</summary>
internal static class StormRun
{
    private const int Clients = 4;
    private static readonly string[] Steps = ["info", "create", "start", "remove"];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public static async Task<StormResult> RunAsync(MeasuredDaemon daemon, int rounds, TimeSpan length)
    {
        var runtime = new StormRuntime(daemon.Root);
        daemon.WriteConfig(Generation.Good(1, runtime.Program));
        daemon.Start();
        await daemon.Client.LoadAsync(BusyboxImage.Archive());
        var storm = new ReloadStorm(daemon, runtime);
        var phase = new StormPhase();
        using var end = new CancellationTokenSource();
        StormClient[] clients = [.. Enumerable.Range(0, Clients).Select(_ => new StormClient(daemon, runtime, phase))];
        Task working = Task.WhenAll(clients.Select(client => Task.Run(() => client.RunAsync(end.Token))));
        await Task.Delay(WarmUp);
        for (int round = 0; round < rounds; round++)
        {
            phase.Next();
            await Task.Delay(length);
            phase.Next();
            int last = await storm.BlowAsync(length);
            await GenerationAsync(daemon, last);
        }
        await end.CancelAsync();
        await working;
        string log = daemon.Log;
        var result = new StormResult
        {
            Steps = [.. Steps.Select(step => Step(step, clients))],
            Signals = storm.Sent,
            Applied = Count(log, "Reloaded configuration"),
            Refused = Count(log, "Error reloading configuration") + Count(log, "Error reconfiguring the daemon"),
            Starts = clients.Sum(client => client.Starts),
            Mixed = clients.Sum(client => client.Mixed),
            Failures = [.. clients.SelectMany(client => client.Failures)],
        };
        Array.ForEach(clients, client => client.Dispose());
        return result;
    }

    /// <summary>What the last good file says must be what the daemon ends with.</summary>
    private static async Task GenerationAsync(MeasuredDaemon daemon, int number)
    {
        long begin = Stopwatch.GetTimestamp();
        while (Generation.OfInfo(await daemon.Client.GetAsync("/info")) != number)
        {
            if (Stopwatch.GetElapsedTime(begin) > Longest)
            {
                throw new InvalidOperationException($"generation {number} does not come:\n{daemon.Log[^Math.Min(daemon.Log.Length, 4000)..]}");
            }
            await Task.Delay(1);
        }
    }

    private static StormStep Step(string step, StormClient[] clients)
    {
        LatencySamples quiet = Together(stormy: false), stormy = Together(stormy: true);
        return new StormStep(step, quiet.Median, quiet.P99, stormy.Median, stormy.P99, quiet.Count, stormy.Count);

        LatencySamples Together(bool stormy)
        {
            var all = new LatencySamples();
            foreach (StormClient client in clients)
            {
                all.Add(client.Samples(step, stormy));
            }
            return all;
        }
    }

    private static int Count(string log, string words) => log.Split('\n').Count(line => line.Contains(words, StringComparison.Ordinal));
}
