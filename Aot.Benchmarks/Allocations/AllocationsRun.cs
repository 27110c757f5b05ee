using Aot.Benchmarks.Daemons;

namespace Aot.Benchmarks.Allocations;

/// <summary>What the daemon allocates on its managed heap for requests, from outside: its own count before and after many of them.</summary>
internal sealed class AllocationsRun(AotdDaemon daemon, AotdMetrics metrics)
{
    private const string Allocated = "dotnet_gc_allocated_bytes_total";
    private const int WarmUps = 20;

    public static async Task<AllocationsResult> RunAsync(AotdDaemon daemon, int count)
    {
        using var metrics = new AotdMetrics(daemon);
        daemon.Start();
        await daemon.Client.LoadAsync(BusyboxImage.Archive());
        return await new AllocationsRun(daemon, metrics).RunAsync(count);
    }

    private async Task<AllocationsResult> RunAsync(int count)
    {
        string[] warm = await CreateAsync(WarmUps);
        await OfEachAsync(warm, daemon.Client.StartAsync);
        string[] prepared = await CreateAsync(count);
        double start = await OfEachAsync(prepared, daemon.Client.StartAsync);
        double ping = await OfEachAsync(prepared, _ => daemon.Client.GetAsync("/_ping"));
        double inspect = await OfEachAsync(prepared, id => daemon.Client.GetAsync($"/containers/{id}/json"));
        double remove = await OfEachAsync(prepared, daemon.Client.RemoveAsync);
        await OfEachAsync(warm, daemon.Client.RemoveAsync);
        return new AllocationsResult { Count = count, StartBytes = start, PingBytes = ping, InspectBytes = inspect, RemoveBytes = remove };
    }

    /// <summary>Containers that run until they are removed: an end is not part of a start.</summary>
    private async Task<string[]> CreateAsync(int count)
    {
        string[] ids = new string[count];
        for (int i = 0; i < count; i++)
        {
            ids[i] = await daemon.Client.CreateAsync(BusyboxImage.Name, "none", "/bin/busybox", "sleep", "1000");
        }
        return ids;
    }

    /// <summary>Bytes a request, without what asking for them costs.</summary>
    private async Task<double> OfEachAsync(string[] ids, Func<string, Task> request)
    {
        double first = await metrics.ReadAsync(Allocated);
        double second = await metrics.ReadAsync(Allocated);
        foreach (string id in ids)
        {
            await request(id);
        }
        double last = await metrics.ReadAsync(Allocated);
        return (last - second - (second - first)) / ids.Length;
    }
}
