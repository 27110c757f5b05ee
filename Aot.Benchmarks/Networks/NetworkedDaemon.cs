using System.Text.Json;
using Aot.Benchmarks.Daemons;

namespace Aot.Benchmarks.Networks;

/// <summary>A running daemon with networks, on a host of its own.</summary>
internal sealed class NetworkedDaemon : IDisposable
{
    public const string Aotd = "aotd";
    public const string Dockerd = "dockerd";
    public const string DockerdWithoutProxy = "dockerd without proxy";

    /// <summary>A bridge network of the user's that all of them have.</summary>
    public const string UserNetwork = "bench";

    private readonly MeasuredDaemon _daemon;

    private NetworkedDaemon(string name, Arguments arguments)
    {
        Host = new HostNamespace(name.Replace(' ', '-'));
        _daemon = name == Aotd
            ? new AotdDaemon(arguments.Aotd) { NetworkNamespace = Host.Path }
            : new DockerdDaemon(name) { NetworkNamespace = Host.Path };
        if (name == DockerdWithoutProxy)
        {
            _daemon.WriteConfig("""{"userland-proxy": false}""");
        }
    }

    public string Name => _daemon.Name;

    public HostNamespace Host { get; }

    public EngineClient Client => _daemon.Client;

    /// <summary>Those of the names that --daemon does not leave out, running.</summary>
    public static async Task<List<NetworkedDaemon>> StartAsync(Arguments arguments, params string[] names)
    {
        List<NetworkedDaemon> daemons = [];
        try
        {
            byte[] image = BusyboxImage.Archive();
            foreach (string name in names.Where(name => arguments.Measures(name.Split(' ')[0])))
            {
                var daemon = new NetworkedDaemon(name, arguments);
                daemons.Add(daemon);
                daemon._daemon.Start();
                await daemon.Client.LoadAsync(image);
                await daemon.Client.CreateNetworkAsync(UserNetwork);
            }
            return daemons;
        }
        catch
        {
            daemons.ForEach(daemon => daemon.Dispose());
            throw;
        }
    }

    /// <summary>The daemons in an order that turns round each time, so that the machine's moods hit them alike.</summary>
    public static IEnumerable<NetworkedDaemon> InTurn(List<NetworkedDaemon> daemons, int round) => round % 2 == 0 ? daemons : Enumerable.Reverse(daemons);

    /// <summary>Creates a container; gives its id.</summary>
    /// <param name="firstPort">The host's port that the container's 5000 is published at; those that follow go to those that follow.</param>
    public Task<string> CreateAsync(string network, int firstPort, int ports, string? name, params string[] command)
    {
        IEnumerable<int> numbers = Enumerable.Range(0, ports);
        var body = new
        {
            Image = BusyboxImage.Name,
            Cmd = (string[])["/bin/busybox", .. command],
            ExposedPorts = numbers.ToDictionary(ContainerPort, _ => new object()),
            HostConfig = new
            {
                NetworkMode = network,
                PortBindings = numbers.ToDictionary(ContainerPort, i => new[] { new { HostPort = $"{firstPort + i}" } }),
            },
        };
        return Client.CreateAsync(JsonSerializer.Serialize(body), name);

        static string ContainerPort(int i) => $"{TrafficServer.Port + i}/tcp";
    }

    /// <summary>Creates and starts a container that sleeps; gives its id.</summary>
    public async Task<string> SleepAsync(string network, int firstPort, int ports, string? name = null)
    {
        string id = await CreateAsync(network, firstPort, ports, name, "sleep", "100000");
        await Client.StartAsync(id);
        return id;
    }

    public void Dispose()
    {
        _daemon.Dispose();
        Host.Dispose();
    }
}
