using System.Text.Json.Nodes;
using Aot.Benchmarks.Dns;
using Aot.Benchmarks.Latency;

namespace Aot.Benchmarks.Networks;

/// <summary>`names`: clients in a container's namespace on a network of the user's ask 127.0.0.11 for another container, on aotd and dockerd in turn.</summary>
internal static class ContainerNames
{
    private const string Name = "web";

    private static readonly int[] Clients = [1, 8];

    public static async Task<JsonNode> RunAsync(Arguments arguments)
    {
        int queries = arguments.Count ?? 2000;
        List<NetworkedDaemon> daemons = await NetworkedDaemon.StartAsync(arguments, NetworkedDaemon.Aotd, NetworkedDaemon.Dockerd);
        try
        {
            Dictionary<string, string> namespaces = [];
            foreach (NetworkedDaemon daemon in daemons)
            {
                await daemon.SleepAsync(NetworkedDaemon.UserNetwork, 0, ports: 0, Name);
                string asker = await daemon.SleepAsync(NetworkedDaemon.UserNetwork, 0, ports: 0);
                namespaces[daemon.Name] = (await daemon.Client.NetworkSettingsAsync(asker)).GetProperty("SandboxKey").GetString()!;
            }
            Dictionary<(string Daemon, int Clients), (LatencySamples Times, List<double> Rates)> results = [];
            for (int round = -1; round < (arguments.Iterations ?? 5); round++)
            {
                foreach (int clients in Clients)
                {
                    foreach (NetworkedDaemon daemon in NetworkedDaemon.InTurn(daemons, round))
                    {
                        (LatencySamples times, TimeSpan elapsed) = await DnsLoad.RunAsync(namespaces[daemon.Name], Name, clients, queries);
                        if (round < 0)
                        {
                            results[(daemon.Name, clients)] = (new LatencySamples(), []);
                            continue;
                        }
                        results[(daemon.Name, clients)].Times.Add(times);
                        results[(daemon.Name, clients)].Rates.Add(times.Count / elapsed.TotalSeconds);
                    }
                }
            }
            return Report([.. daemons.Select(daemon => daemon.Name)], results);
        }
        finally
        {
            daemons.ForEach(daemon => daemon.Dispose());
        }
    }

    private static JsonArray Report(string[] daemons, Dictionary<(string Daemon, int Clients), (LatencySamples Times, List<double> Rates)> results)
    {
        JsonArray rows = [];
        Console.WriteLine($"{"clients",-10}{"daemon",-10}{"queries/s",12}{"p50 ms",10}{"p99 ms",10}{"aotd's rate to its",20}");
        foreach (int clients in Clients)
        {
            foreach (string daemon in daemons)
            {
                (LatencySamples times, List<double> rates) = results[(daemon, clients)];
                double rate = Median(rates);
                JsonObject row = new() { ["clients"] = clients, ["daemon"] = daemon, ["perSecond"] = rate, ["median"] = times.Median, ["p99"] = times.P99 };
                string line = $"{clients,-10}{daemon,-10}{rate,12:F0}{times.Median,10:F3}{times.P99,10:F3}";
                if (daemon != NetworkedDaemon.Aotd && results.TryGetValue((NetworkedDaemon.Aotd, clients), out (LatencySamples Times, List<double> Rates) ours))
                {
                    row["ratio"] = Median(ours.Rates) / rate;
                    line += $"{Median(ours.Rates) / rate,20:F2}";
                }
                Console.WriteLine(line);
                rows.Add(row);
            }
        }
        return rows;
    }

    private static double Median(List<double> rates) => rates.Order().ElementAt(rates.Count / 2);
}
