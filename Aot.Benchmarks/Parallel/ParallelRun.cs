using System.Diagnostics;
using Aot.Benchmarks.Daemons;

namespace Aot.Benchmarks.Parallel;

/// <summary>Starts many prepared containers at once, network none.</summary>
internal static class ParallelRun
{
    /// <summary>Every round visits all daemons, in alternating order; the first does not count.</summary>
    public static async Task<IReadOnlyList<ParallelResult>> RunAsync(IReadOnlyList<MeasuredDaemon> daemons, int count, int rounds)
    {
        ParallelResult[] results = [.. daemons.Select(daemon => new ParallelResult { Daemon = daemon.Name })];
        for (int round = -1; round < rounds; round++)
        {
            foreach (int i in round % 2 == 0 ? Enumerable.Range(0, daemons.Count) : Enumerable.Range(0, daemons.Count).Reverse())
            {
                TimeSpan time = await OnceAsync(daemons[i], count, results[i].Failures);
                if (round >= 0)
                {
                    results[i].PerSecond.Add(count / time.TotalSeconds);
                }
                Console.WriteLine($"{daemons[i].Name,-8} round {round,2}: {count} starts in {time.TotalMilliseconds:F0} ms");
            }
        }
        return results;
    }

    /// <summary>The time from the first request to the last answer.</summary>
    private static async Task<TimeSpan> OnceAsync(MeasuredDaemon daemon, int count, List<string> failures)
    {
        string[] ids = new string[count];
        for (int i = 0; i < count; i++)
        {
            ids[i] = await daemon.Client.CreateAsync(BusyboxImage.Name, "none", "/bin/busybox", "sleep", "1000");
        }
        long begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(ids.Select(id => TryAsync(() => daemon.Client.StartAsync(id), failures)));
        TimeSpan time = Stopwatch.GetElapsedTime(begin);
        int running = System.Text.Json.JsonDocument.Parse(await daemon.Client.GetAsync("/containers/json")).RootElement.GetArrayLength();
        if (running != count)
        {
            failures.Add($"{running} of {count} containers run");
        }
        foreach (string id in ids)
        {
            await daemon.Client.RemoveAsync(id);
        }
        return time;
    }

    private static async Task TryAsync(Func<Task> request, List<string> failures)
    {
        try
        {
            await request();
        }
        catch (Exception failure) when (failure is InvalidOperationException or HttpRequestException)
        {
            lock (failures)
            {
                failures.Add(failure.Message);
            }
        }
    }
}
