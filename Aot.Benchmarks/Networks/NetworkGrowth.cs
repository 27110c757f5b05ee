using System.Text.Json.Nodes;
using Aot.Benchmarks.Latency;

namespace Aot.Benchmarks.Networks;

/// <summary>
/// `growth`: a network beside 0, 99 and 999 others: what it asks of the kernel by itself, which must not grow; and, on aotd, starts on the bridge with a port and without
/// networks, while as many containers with a bridge and a port run.
/// </summary>
internal static class NetworkGrowth
{
    private const int FirstPort = 20_000;

    public static async Task<JsonNode> RunAsync(Arguments arguments)
    {
        int[] ordinals = [1, 100, arguments.Count ?? 1000];
        int iterations = arguments.Iterations ?? 50;
        return new JsonObject { ["oneBridge"] = MeasureAlone(1, ordinals, iterations), ["tenBridges"] = MeasureAlone(10, ordinals, iterations), ["starts"] = await MeasureStartsAsync(ordinals, iterations, arguments) };
    }

    private static JsonArray MeasureAlone(int bridges, int[] ordinals, int iterations)
    {
        using NetworkAlone networks = new(bridges);
        JsonArray rows = [];
        double first = 0;
        double budget = Budgets.Read().NetworkGrowthRatio;

        // Until the code is compiled for good.
        networks.Measure(100);
        Console.WriteLine($"{"network",-10}{"p50",10}{"p99",10}{"to first",10}  ({bridges} {(bridges == 1 ? "bridge" : "bridges")})");
        foreach (int ordinal in ordinals)
        {
            networks.Grow(ordinal - 1);
            LatencySamples samples = networks.Measure(iterations);
            first = ordinal == 1 ? samples.Median : first;
            double ratio = samples.Median / first;
            Console.WriteLine($"{ordinal,-10}{samples.Median,10:F2}{samples.P99,10:F2}{ratio,10:F2}" + NetworksCommand.Verdict(ratio <= budget, budget));
            rows.Add(new JsonObject { ["ordinal"] = ordinal, ["median"] = samples.Median, ["p99"] = samples.P99, ["toFirst"] = ratio });
        }
        return rows;
    }

    private static async Task<JsonArray> MeasureStartsAsync(int[] ordinals, int iterations, Arguments arguments)
    {
        List<NetworkedDaemon> daemons = await NetworkedDaemon.StartAsync(arguments with { Daemon = NetworkedDaemon.Aotd }, NetworkedDaemon.Aotd);
        try
        {
            JsonArray rows = [];
            List<string> running = [];
            Console.WriteLine($"{"start",-10}{"none p50",10}{"p99",8}{"bridge p50",12}{"p99",8}{"network",10}");
            foreach (int ordinal in ordinals)
            {
                while (running.Count < ordinal - 1)
                {
                    running.Add(await daemons[0].SleepAsync("bridge", FirstPort + running.Count, ports: 1));
                }
                (LatencySamples none, LatencySamples bridge) = await MeasureAsync(daemons[0], iterations, FirstPort + running.Count);
                double part = bridge.Median - none.Median;
                Console.WriteLine($"{ordinal,-10}{none.Median,10:F1}{none.P99,8:F1}{bridge.Median,12:F1}{bridge.P99,8:F1}{part,10:F1}");
                rows.Add(new JsonObject
                {
                    ["ordinal"] = ordinal,
                    ["none"] = none.Median,
                    ["noneP99"] = none.P99,
                    ["bridge"] = bridge.Median,
                    ["bridgeP99"] = bridge.P99,
                    ["network"] = part,
                });
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
