using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using Aot.Benchmarks.Latency;
using Aot.Daemon.Linux;
using Aot.Daemon.Networks;
using Aot.Daemon.Networks.Dataplane;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aot.Benchmarks.Networks;

/// <summary>
/// Networks of containers that are not there: what aotd asks of the kernel for one (a port held, a namespace with a link on a bridge, the port's forward), made in this process,
/// so that nothing else of a start is in the times.
/// </summary>
internal sealed class NetworkAlone : IDisposable
{
    private const byte Tcp = 6;
    private const int FirstPort = 20_000;

    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(50);
    private readonly BridgeSettings[] _bridges;
    private readonly HostNamespace _host = new("alone");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bench-netns-");
    private readonly List<IDisposable> _ports = [];
    private readonly KernelDataplane _dataplane;

    /// <param name="bridges">How many they are spread over.</param>
    public NetworkAlone(int bridges)
    {
        _bridges =
        [
            .. Enumerable.Range(0, bridges).Select(i => new BridgeSettings
            {
                NetworkId = i.ToString("x64"),
                InterfaceName = $"bridge{i}",
                Addresses = [new InterfaceAddress(Gateway(i), 16)],
            }),
        ];
        _dataplane = NetworkNamespace.Run(_host.Path, () =>
        {
            KernelDataplane dataplane = new(_folder.FullName, forwards: true, NullLogger.Instance);
            dataplane.Restore(_bridges, []);
            return dataplane;
        });
    }

    /// <summary>How many there are.</summary>
    public int Count => _ports.Count;

    /// <summary>Makes more of them, until there are as many.</summary>
    public void Grow(int count) => _ = NetworkNamespace.Run(_host.Path, () =>
    {
        while (Count < count)
        {
            _ports.Add(Make(Count));
        }
        return 0;
    });

    /// <summary>The times of making one more, each taken away again.</summary>
    public LatencySamples Measure(int iterations) => NetworkNamespace.Run(_host.Path, () =>
    {
        LatencySamples samples = new();
        for (int i = 0; i < iterations; i++)
        {
            Thread.Sleep(Settling);
            long begin = Stopwatch.GetTimestamp();
            IDisposable port = Make(Count);
            samples.Add(Stopwatch.GetElapsedTime(begin));
            Remove(Count, port);
        }
        return samples;
    });

    public void Dispose()
    {
        _ = NetworkNamespace.Run(_host.Path, () =>
        {
            for (int i = Count - 1; i >= 0; i--)
            {
                Remove(i, _ports[i]);
            }
            return 0;
        });
        _dataplane.Dispose();
        _folder.Delete(recursive: true);
        _host.Dispose();
    }

    private IDisposable Make(int i)
    {
        IDisposable port = _dataplane.ReservePort(Tcp, IPAddress.Any, (ushort)(FirstPort + i));
        using INetworkSandbox sandbox = _dataplane.CreateSandbox(Id(i));
        sandbox.Attach(_bridges[i % _bridges.Length], new EndpointLink
        {
            HostInterface = $"bench{i + 1}",
            SandboxInterface = "eth0",
            MacAddress = [0x02, 0x42, .. Address(i).GetAddressBytes()],
            Addresses = [new InterfaceAddress(Address(i), 16)],
            Gateway = Gateway(i % _bridges.Length),
        });
        _dataplane.AddForwards(Forward(i));
        return port;
    }

    private void Remove(int i, IDisposable port)
    {
        _dataplane.RemoveForwards(Forward(i));
        port.Dispose();
        _dataplane.DeleteSandbox(Id(i));
    }

    private ImmutableArray<PortForward> Forward(int i) => [new PortForward(Tcp, IPAddress.Any, (ushort)(FirstPort + i), Address(i), TrafficServer.Port)];

    private static string Id(int i) => i.ToString("x64");

    private static IPAddress Gateway(int bridge) => new([10, (byte)(bridge + 1), 0, 1]);

    private IPAddress Address(int i) => new([10, (byte)((i % _bridges.Length) + 1), (byte)(1 + (i / 250)), (byte)(1 + (i % 250))]);
}
