using System.Diagnostics;
using System.Text.Json.Nodes;
using Aot.Benchmarks.Latency;

namespace Aot.Benchmarks.Networks;

/// <summary>`starts`: POST start on the default bridge, on a network of the user's, and with published ports, on aotd and dockerd in turn.</summary>
internal static class NetworkStarts
{
    private const int WarmUps = 2;

    // The kernel takes a namespace down after its container's end, some 20 ms under the lock that making links needs: each start is to pay for itself only.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(50);

    // dockerd's proxies for a thousand ports would be two thousand processes: it is spared them there.
    private static readonly StartCase[] Cases =
    [
        Usual("none", "none", 0),
        Usual("bridge", "bridge", 0),
        Usual("user-defined", NetworkedDaemon.UserNetwork, 0),
        Usual("1 port", "bridge", 1),
        new("32 ports", "bridge", 32, all => all, NetworkedDaemon.Dockerd, all => Math.Max(1, all / 5)),
        new("1000 ports", "bridge", 1000, all => Math.Max(1, all / 2), NetworkedDaemon.DockerdWithoutProxy, all => Math.Clamp(all / 10, 1, 3)),
    ];

    public static async Task<JsonNode> RunAsync(Arguments arguments)
    {
        int iterations = arguments.Iterations ?? 50;
        List<NetworkedDaemon> daemons = await NetworkedDaemon.StartAsync(
            arguments, NetworkedDaemon.Aotd, NetworkedDaemon.Dockerd, NetworkedDaemon.DockerdWithoutProxy);
        try
        {
            Dictionary<(string Daemon, string Case), LatencySamples> samples = [];
            StartCase[] order = [.. Cases];
            var random = new Random(1);
            for (int i = -WarmUps; i < iterations; i++)
            {
                // So that no case always comes after the same other one.
                random.Shuffle(order);
                foreach (StartCase each in order)
                {
                    foreach (NetworkedDaemon daemon in NetworkedDaemon.InTurn(daemons, i))
                    {
                        int rounds = each.RoundsOf(daemon.Name, iterations);
                        if (i < 0 ? rounds == iterations : i < rounds)
                        {
                            LatencySamples own = samples.TryGetValue((daemon.Name, each.Name), out LatencySamples? present) ? present : samples[(daemon.Name, each.Name)] = new();
                            TimeSpan time = await TimeStartAsync(daemon, each.Network, each.Ports);
                            if (i >= 0)
                            {
                                own.Add(time);
                            }
                        }
                    }
                }
            }
            return Report(samples);
        }
        finally
        {
            daemons.ForEach(daemon => daemon.Dispose());
        }
    }

    /// <summary>The time of one start; the container ends by itself and is removed.</summary>
    public static async Task<TimeSpan> TimeStartAsync(NetworkedDaemon daemon, string network, int ports, int firstPort = 20_000)
    {
        string id = await daemon.CreateAsync(network, firstPort, ports, name: null, "true");
        await Task.Delay(Settling);
        long begin = Stopwatch.GetTimestamp();
        await daemon.Client.StartAsync(id);
        TimeSpan time = Stopwatch.GetElapsedTime(begin);
        await daemon.Client.WaitAsync(id);
        await daemon.Client.RemoveAsync(id);
        return time;
    }

    private static StartCase Usual(string name, string network, int ports) => new(name, network, ports, all => all, NetworkedDaemon.Dockerd, all => all);

    private static JsonArray Report(Dictionary<(string Daemon, string Case), LatencySamples> samples)
    {
        JsonArray rows = [];
        Budgets budgets = Budgets.Read();
        Console.WriteLine($"{"start, ms",-14}{"aotd p50",10}{"p99",8}{"n",5}{"dockerd p50",14}{"p99",10}{"n",5}{"ratio",8}");
        foreach (StartCase each in Cases)
        {
            LatencySamples? ours = samples.GetValueOrDefault((NetworkedDaemon.Aotd, each.Name));
            LatencySamples? theirs = samples.GetValueOrDefault((each.Dockerd, each.Name));
            JsonObject row = new() { ["case"] = each.Name, ["aotd"] = Json(ours), [each.Dockerd] = Json(theirs) };
            string line = $"{each.Name,-14}{ours?.Median,10:F1}{ours?.P99,8:F1}{ours?.Count,5}{theirs?.Median,14:F1}{theirs?.P99,10:F1}{theirs?.Count,5}";
            if (ours is not null && theirs is not null)
            {
                double ratio = ours.Median / theirs.Median;
                row["ratio"] = ratio;
                line += $"{ratio,8:F3}" + (each.Name == "bridge" ? NetworksCommand.Verdict(ratio <= budgets.BridgeStartRatio, budgets.BridgeStartRatio) : "");
            }
            Console.WriteLine(line);
            rows.Add(row);
        }
        if (samples.TryGetValue((NetworkedDaemon.Aotd, "none"), out LatencySamples? none))
        {
            double part = samples[(NetworkedDaemon.Aotd, "bridge")].Median - none.Median;
            Console.WriteLine($"aotd, bridge above none: {part:F1} ms" + NetworksCommand.Verdict(part <= budgets.NetworkPartMilliseconds, budgets.NetworkPartMilliseconds));
            rows.Add(new JsonObject { ["case"] = "bridge above none", ["aotd"] = part });
        }
        return rows;
    }

    private static JsonObject? Json(LatencySamples? samples) =>
        samples is null ? null : new() { ["median"] = samples.Median, ["p99"] = samples.P99, ["count"] = samples.Count };
}
