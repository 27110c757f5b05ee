using Aot.Benchmarks.Daemons;

namespace Aot.Benchmarks.Soak;

/// <summary>Thousands of containers come and go; nothing may stay.</summary>
internal static class SoakRun
{
    /// <summary>Cycles before the first look: until then caches and the ring of events fill, and the collector's heap finds its size.</summary>
    private const int WarmUps = 1000;
    private const int Reports = 10;

    public static async Task<SoakResult> RunAsync(MeasuredDaemon daemon, int cycles)
    {
        daemon.Start();
        await daemon.Client.LoadAsync(BusyboxImage.Archive());
        HashSet<string> ids = [];
        await CycleAsync(daemon.Client, Math.Min(WarmUps, cycles), ids);
        var result = new SoakResult { Daemon = daemon.Name, Cycles = cycles };
        result.Looks.Add(await SoakFacts.SettledAsync(daemon, ids));
        Print(result);
        for (int i = 0; i < Reports; i++)
        {
            await CycleAsync(daemon.Client, cycles / Reports, ids);
            result.Looks.Add(await SoakFacts.SettledAsync(daemon, ids));
            Print(result);
        }
        return result;
    }

    private static async Task CycleAsync(EngineClient client, int cycles, HashSet<string> ids)
    {
        for (int i = 0; i < cycles; i++)
        {
            string id = await client.CreateAsync(BusyboxImage.Name, "none", "/bin/busybox", "true");
            ids.Add(id);
            await client.StartAsync(id);
            if (await client.WaitAsync(id) is not 0 and int exitCode)
            {
                throw new InvalidOperationException($"cycle {i}: the container ended with {exitCode}");
            }
            await client.RemoveAsync(id);
        }
    }

    private static void Print(SoakResult result)
    {
        SoakFacts facts = result.Looks[^1];
        Console.WriteLine(
            $"{result.Daemon} {(result.Looks.Count - 1) * result.Cycles / Reports,7}: PSS {facts.PssMegabytes:F1} MB, descriptors {facts.Descriptors}, "
            + $"threads {facts.Threads}, files {facts.Files}, mounts {facts.Mounts}, cgroups {facts.Cgroups}");
    }
}
