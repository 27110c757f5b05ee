using Aot.Benchmarks.Daemons;
using Aot.Benchmarks.Latency;

namespace Aot.Benchmarks.Footprint;

/// <summary>Measures one daemon's start, memory and size.</summary>
internal static class FootprintRun
{
    private const int Starts = 20;
    private const int Requests = 10_000;

    public static async Task<FootprintResult> RunAsync(MeasuredDaemon daemon)
    {
        var firstPings = new LatencySamples();
        for (int i = 0; i < Starts; i++)
        {
            firstPings.Add(daemon.Start());
            daemon.Stop();
        }
        daemon.Start();
        await daemon.Client.LoadAsync(BusyboxImage.Archive());
        string first = await daemon.Client.CreateAsync(BusyboxImage.Name, "none", "/bin/busybox", "true");
        await daemon.Client.StartAsync(first);
        await daemon.Client.WaitAsync(first);
        await daemon.Client.RemoveAsync(first);
        double idle = await SettledPssAsync(daemon);

        string running = await daemon.Client.CreateAsync(BusyboxImage.Name, "none", "/bin/busybox", "sleep", "1000");
        await daemon.Client.StartAsync(running);
        string[] paths = ["/_ping", "/containers/json?all=1", "/info", $"/containers/{running}/json"];
        for (int i = 0; i < Requests; i++)
        {
            await daemon.Client.GetAsync(paths[i % paths.Length]);
        }
        double afterRequests = await SettledPssAsync(daemon);
        await daemon.Client.RemoveAsync(running);
        return new FootprintResult
        {
            Daemon = daemon.Name,
            FirstPingMilliseconds = firstPings.Median,
            IdlePssMegabytes = idle,
            PssAfterRequestsMegabytes = afterRequests,
            BinaryBytes = new FileInfo(daemon.Program).Length,
        };
    }

    /// <summary>Two seconds after the last request.</summary>
    private static async Task<double> SettledPssAsync(MeasuredDaemon daemon)
    {
        await Task.Delay(TimeSpan.FromSeconds(2));
        return Memory.PssMegabytes(daemon.Processes());
    }
}
