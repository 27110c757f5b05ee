using System.Diagnostics;
using Aot.Benchmarks.Daemons;

namespace Aot.Benchmarks.Latency;

/// <summary>Times create, start, wait and remove of a container that does nothing, on daemons in turn.</summary>
internal sealed class LatencyRun
{
    public static readonly string[] Steps = ["create", "start", "wait", "remove", "all"];
    public static readonly string[] Networks = ["none", "host"];
    private const int WarmUps = 3;

    private readonly Dictionary<(string Daemon, string Network, string Step), LatencySamples> _samples = [];

    public LatencySamples Samples(string daemon, string network, string step)
    {
        if (!_samples.TryGetValue((daemon, network, step), out LatencySamples? samples))
        {
            _samples[(daemon, network, step)] = samples = new LatencySamples();
        }
        return samples;
    }

    /// <summary>Every iteration visits all daemons and networks, so that the machine's moods hit them alike.</summary>
    public async Task RunAsync(IReadOnlyList<MeasuredDaemon> daemons, int iterations)
    {
        for (int i = -WarmUps; i < iterations; i++)
        {
            foreach (string network in Networks)
            {
                // The order turns round each time.
                foreach (MeasuredDaemon daemon in i % 2 == 0 ? daemons : daemons.Reverse())
                {
                    await OnceAsync(daemon, network, counts: i >= 0);
                }
            }
        }
    }

    private async Task OnceAsync(MeasuredDaemon daemon, string network, bool counts)
    {
        EngineClient client = daemon.Client;
        long begin = Stopwatch.GetTimestamp();
        string id = await client.CreateAsync(BusyboxImage.Name, network, "/bin/busybox", "true");
        long created = Stopwatch.GetTimestamp();
        await client.StartAsync(id);
        long started = Stopwatch.GetTimestamp();
        int exitCode = await client.WaitAsync(id);
        long waited = Stopwatch.GetTimestamp();
        await client.RemoveAsync(id);
        long removed = Stopwatch.GetTimestamp();
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"{daemon.Name}: the container ended with {exitCode}");
        }
        if (counts)
        {
            Add("create", begin, created);
            Add("start", created, started);
            Add("wait", started, waited);
            Add("remove", waited, removed);
            Add("all", begin, removed);
        }

        void Add(string step, long from, long to) => Samples(daemon.Name, network, step).Add(Stopwatch.GetElapsedTime(from, to));
    }
}
