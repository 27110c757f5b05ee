using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aot.Benchmarks.Networks;

/// <summary>
/// `traffic`: bytes and connections a second to a server in a container's namespace: through its published port from another host and from the host's own 127.0.0.1
/// (the only one that dockerd's proxy serves), and, for comparison, to the container's own address.
/// </summary>
internal static class PublishedTraffic
{
    private const int HostPort = 20_000;

    private const string Direct = "direct";
    private const string Loopback = "127.0.0.1";
    private const string OtherHost = "other host";

    private static readonly string[] Ways = [Direct, Loopback, OtherHost];

    public static async Task<JsonNode> RunAsync(Arguments arguments)
    {
        List<NetworkedDaemon> daemons = await NetworkedDaemon.StartAsync(
            arguments, NetworkedDaemon.Aotd, NetworkedDaemon.DockerdWithoutProxy, NetworkedDaemon.Dockerd);
        List<TrafficServer> servers = [];
        try
        {
            Dictionary<string, string> addresses = [];
            foreach (NetworkedDaemon daemon in daemons)
            {
                JsonElement settings = await daemon.Client.NetworkSettingsAsync(await daemon.SleepAsync("bridge", HostPort, ports: 1));
                servers.Add(new TrafficServer(settings.GetProperty("SandboxKey").GetString()!));
                addresses[daemon.Name] = settings.GetProperty("IPAddress").GetString()!;
            }
            Dictionary<(string Daemon, string Way), (List<double> Bytes, List<double> Connections)> rates = [];
            for (int round = -1; round < (arguments.Iterations ?? 20); round++)
            {
                foreach (string way in Ways)
                {
                    foreach (NetworkedDaemon daemon in NetworkedDaemon.InTurn(daemons, round))
                    {
                        string client = way == OtherHost ? daemon.Host.PeerPath : daemon.Host.Path;
                        IPEndPoint server = way switch
                        {
                            Direct => new(IPAddress.Parse(addresses[daemon.Name]), TrafficServer.Port),
                            Loopback => new(IPAddress.Loopback, HostPort),
                            _ => new(IPAddress.Parse(HostNamespace.Address), HostPort),
                        };
                        double bytes = TrafficClient.Bytes(client, server);
                        double connections = await TrafficClient.ConnectionsAsync(client, server);
                        if (round < 0)
                        {
                            rates[(daemon.Name, way)] = ([], []);
                            continue;
                        }
                        rates[(daemon.Name, way)].Bytes.Add(bytes);
                        rates[(daemon.Name, way)].Connections.Add(connections);
                    }
                }
            }
            return Report([.. daemons.Select(daemon => daemon.Name)], rates);
        }
        finally
        {
            servers.ForEach(server => server.Dispose());
            daemons.ForEach(daemon => daemon.Dispose());
        }
    }

    private static JsonArray Report(string[] daemons, Dictionary<(string Daemon, string Way), (List<double> Bytes, List<double> Connections)> rates)
    {
        JsonArray rows = [];
        double budget = Budgets.Read().PublishedTrafficRatio;
        Console.WriteLine($"{"way",-12}{"daemon",-24}{"MB/s",10}{"aotd to it",12}{"connections/s",16}{"aotd to it",12}");
        foreach (string way in Ways)
        {
            foreach (string daemon in daemons)
            {
                (double bytes, double connections) = (Median(rates[(daemon, way)].Bytes), Median(rates[(daemon, way)].Connections));
                JsonObject row = new() { ["way"] = way, ["daemon"] = daemon, ["bytesPerSecond"] = bytes, ["connectionsPerSecond"] = connections };
                string line = $"{way,-12}{daemon,-24}{bytes / 1e6,10:F0}";
                if (daemon != NetworkedDaemon.Aotd && rates.TryGetValue((NetworkedDaemon.Aotd, way), out (List<double> Bytes, List<double> Connections) ours))
                {
                    (double byBytes, double byConnections) = (Median(ours.Bytes) / bytes, Median(ours.Connections) / connections);
                    (row["bytesRatio"], row["connectionsRatio"]) = (byBytes, byConnections);
                    line += $"{byBytes,12:F2}{connections,16:F0}{byConnections,12:F2}"
                        + (daemon == NetworkedDaemon.DockerdWithoutProxy && way != Direct ? NetworksCommand.Verdict(Math.Min(byBytes, byConnections) >= budget, budget) : "");
                }
                else
                {
                    line += $"{"",12}{connections,16:F0}";
                }
                Console.WriteLine(line);
                rows.Add(row);
            }
        }
        return rows;
    }

    private static double Median(List<double> rates) => rates.Order().ElementAt(rates.Count / 2);
}
