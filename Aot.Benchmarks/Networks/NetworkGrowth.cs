using System.Text.Json.Nodes;
using Aot.Benchmarks.Latency;

namespace Aot.Benchmarks.Networks;

/// <summary>
/// `growth`: what a network adds to a start (bridge and one port, above none) on aotd while 0, 99 and 999 containers with a bridge and a port run: it
/// must not matter.
/// </summary>
internal static class NetworkGrowth
{
    private const int FirstPort = 20_000;

    public static async Task<JsonNode> RunAsync(Arguments arguments)
    {
        int most = arguments.Count ?? 1000;
        List<NetworkedDaemon> daemons = await NetworkedDaemon.StartAsync(arguments with { Daemon = NetworkedDaemon.Aotd }, NetworkedDaemon.Aotd);
        try
        {
            JsonArray rows = [];
            double first = 0;
            List<string> running = [];
            Console.WriteLine($"{"the n-th",-10}{"none p50",10}{"bridge p50",12}{"p99",8}{"network",10}{"to first",10}");
            foreach (int ordinal in (int[])[1, 100, most])
            {
                while (running.Count < ordinal - 1)
                {
                    running.Add(await daemons[0].SleepAsync("bridge", FirstPort + running.Count, ports: 1));
                }
                (LatencySamples none, LatencySamples bridge) = await MeasureAsync(daemons[0], arguments.Iterations ?? 50, FirstPort + running.Count);
                double part = bridge.Median - none.Median;
                first = ordinal == 1 ? part : first;
                double budget = Budgets.Read().NetworkGrowthRatio;
                Console.WriteLine($"{ordinal,-10}{none.Median,10:F2}{bridge.Median,12:F2}{bridge.P99,8:F1}{part,10:F2}{part / first,10:F2}" + NetworksCommand.Verdict(part / first <= budget, budget));
                rows.Add(new JsonObject { ["ordinal"] = ordinal, ["none"] = none.Median, ["bridge"] = bridge.Median, ["bridgeP99"] = bridge.P99, ["network"] = part, ["toFirst"] = part / first });
            }
            return rows;
        }
        finally
        {
            daemons.ForEach(daemon => daemon.Dispose());
        }
    }

    private static async Task<(LatencySamples None, LatencySamples Bridge)> MeasureAsync(NetworkedDaemon daemon, int iterations, int port)
    {
        LatencySamples none = new();
        LatencySamples bridge = new();
        for (int i = -3; i < iterations; i++)
        {
            foreach (bool networked in (bool[])[i % 2 == 0, i % 2 != 0])
            {
                TimeSpan time = await NetworkStarts.TimeStartAsync(daemon, networked ? "bridge" : "none", networked ? 1 : 0, port);
                if (i >= 0)
                {
                    (networked ? bridge : none).Add(time);
                }
            }
        }
        return (none, bridge);
    }
}
