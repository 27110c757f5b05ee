using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>Finds ports of the host for containers. Thread-safe.</summary>
internal sealed class HostPorts(INetworkDataplane dataplane)
{
    private const string RangePath = "/proc/sys/net/ipv4/ip_local_port_range";

    // dockerd's, where the kernel does not say.
    private const int DefaultFirst = 49153;
    private const int LastPort = 65535;

    // Guards _next, the port that was given out last of those that nobody named.
    private readonly Lock _lock = new();
    private int _next;

    /// <summary>Takes one port of the host at all addresses given: the first of the request's that is free at all of them. A DaemonException of kind System
    /// in dockerd's words when there is none.</summary>
    public ImmutableArray<PortLease> Take(PortRequest request, ImmutableArray<(IPAddress Host, IPAddress Container)> addresses)
    {
        bool isFixed = request.First != 0 && request.First == request.Last;
        foreach (ushort port in Candidates(request))
        {
            try
            {
                return Take(request, port, addresses);
            }
            catch (DaemonException taken) when (taken.Kind == ErrorKind.Conflict)
            {
                if (isFixed)
                {
                    throw DaemonException.System(taken.Message, taken);
                }
            }
        }

        throw DaemonException.System("all ports are allocated");
    }

    /// <summary>Takes over a port that a running container has since an earlier daemon.</summary>
    /// <returns>The lease; it leads to the container even when another program has got the port meanwhile, which is then the failure.</returns>
    public (PortLease Lease, DaemonException? Failure) Adopt(PublishedPort port)
    {
        IPAddress host = IPAddress.Parse(port.HostIp);
        byte protocol = IpProtocol.NumberOf(port.Protocol);
        try
        {
            return (new PortLease(protocol, host, port, dataplane.ReservePort(protocol, host, port.HostPort)), null);
        }
        catch (DaemonException taken)
        {
            return (new PortLease(protocol, host, port, reservation: null), taken);
        }
    }

    private static (int First, int Last) Ephemeral()
    {
        try
        {
            string[] words = File.ReadAllText(RangePath).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 2
                && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
                && first > 0 && first <= last && last <= LastPort)
            {
                return (first, last);
            }
        }
        catch (IOException)
        {
            // As if it said nothing.
        }

        return (DefaultFirst, LastPort);
    }

    private ImmutableArray<PortLease> Take(PortRequest request, ushort port, ImmutableArray<(IPAddress Host, IPAddress Container)> addresses)
    {
        byte protocol = IpProtocol.NumberOf(request.Protocol);
        var leases = ImmutableArray.CreateBuilder<PortLease>(addresses.Length);
        try
        {
            foreach ((IPAddress host, IPAddress container) in addresses)
            {
                var published = new PublishedPort
                {
                    Protocol = request.Protocol,
                    ContainerPort = request.ContainerPort,
                    HostIp = host.ToString(),
                    HostPort = port,
                    ContainerIp = container.ToString(),
                };
                leases.Add(new PortLease(protocol, host, published, dataplane.ReservePort(protocol, host, port)));
            }

            return leases.MoveToImmutable();
        }
        catch
        {
            foreach (PortLease lease in leases)
            {
                lease.Dispose();
            }

            throw;
        }
    }

    // One after the other, so that a port that was just given up is not given out again at once.
    private IEnumerable<ushort> Candidates(PortRequest request)
    {
        if (request.First != 0)
        {
            for (int port = request.First; port <= request.Last; port++)
            {
                yield return (ushort)port;
            }

            yield break;
        }

        (int first, int last) = Ephemeral();
        for (int count = 0; count <= last - first; count++)
        {
            int port;
            lock (_lock)
            {
                port = _next = _next >= first && _next < last ? _next + 1 : first;
            }

            yield return (ushort)port;
        }
    }
}
