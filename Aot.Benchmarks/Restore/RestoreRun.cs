using System.Diagnostics;
using System.Text.Json;
using Aot.Benchmarks.Daemons;

namespace Aot.Benchmarks.Restore;

/// <summary>Kills a daemon with running containers, starts it again, and looks for them.</summary>
internal static class RestoreRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task<RestoreResult> RunAsync(MeasuredDaemon daemon, int count, int rounds)
    {
        // aotd's default; dockerd's is false.
        daemon.WriteConfig("""{"live-restore": true}""");
        daemon.Start();
        await daemon.Client.LoadAsync(BusyboxImage.Archive());
        string[] ids = new string[count];
        for (int i = 0; i < count; i++)
        {
            ids[i] = await daemon.Client.CreateAsync(BusyboxImage.Name, "none", "/bin/busybox", "sleep", "10000");
            await daemon.Client.StartAsync(ids[i]);
        }
        Dictionary<string, int> pids = await PidsAsync(daemon, ids);
        var result = new RestoreResult { Daemon = daemon.Name, Count = count };
        for (int round = 0; round < rounds; round++)
        {
            daemon.Kill();
            long begin = Stopwatch.GetTimestamp();
            result.FirstPing.Add(daemon.Start());
            while (await RunningAsync(daemon) < count && Stopwatch.GetElapsedTime(begin) < Limit)
            {
            }
            result.AllListed.Add(Stopwatch.GetElapsedTime(begin));
            Dictionary<string, int> found = await PidsAsync(daemon, ids);
            result.Lost += ids.Count(id => found[id] == 0 || found[id] != pids[id]);
            Console.WriteLine($"{daemon.Name,-8} round {round}: first ping {result.FirstPing.Largest:F0} ms at most, all listed {result.AllListed.Largest:F0} ms at most");
        }
        foreach (string id in ids)
        {
            await daemon.Client.RemoveAsync(id);
        }
        return result;
    }

    private static async Task<int> RunningAsync(MeasuredDaemon daemon) =>
        JsonDocument.Parse(await daemon.Client.GetAsync("/containers/json")).RootElement.GetArrayLength();

    /// <summary>The init process of each container; 0 when it does not run.</summary>
    private static async Task<Dictionary<string, int>> PidsAsync(MeasuredDaemon daemon, string[] ids)
    {
        Dictionary<string, int> pids = [];
        foreach (string id in ids)
        {
            JsonElement state = JsonDocument.Parse(await daemon.Client.GetAsync($"/containers/{id}/json")).RootElement.GetProperty("State");
            int pid = state.GetProperty("Pid").GetInt32();
            pids[id] = Directory.Exists($"/proc/{pid}") ? pid : 0;
        }
        return pids;
    }
}
