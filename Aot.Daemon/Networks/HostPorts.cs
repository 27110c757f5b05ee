using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>The host's ports that containers have. Thread-safe.</summary>
internal sealed class HostPorts(INetworkDataplane dataplane)
{
    private const string RangePath = "/proc/sys/net/ipv4/ip_local_port_range";

    // dockerd's, where the kernel does not say.
    private const int DefaultFirst = 49153;
    private const int LastPort = 65535;

    // Guards what follows.
    private readonly Lock _lock = new();
    private readonly Dictionary<(byte Protocol, ushort Port), List<IPAddress>> _taken = [];
    private int _next;

    /// <summary>Takes one port of the host at all addresses given: the first of the request's that is free at all of them. A DaemonException of kind System
    /// in dockerd's words when there is none.</summary>
    public ImmutableArray<PortLease> Take(PortRequest request, ImmutableArray<(IPAddress Host, IPAddress Container)> addresses)
    {
        byte protocol = IpProtocol.NumberOf(request.Protocol);
        bool isFixed = request.First != 0 && request.First == request.Last;
        foreach (ushort port in Candidates(request))
        {
            (ImmutableArray<PortLease> leases, IPAddress? conflict, bool isOurs) = TryTake(protocol, request, port, addresses);
            if (conflict is null)
            {
                return leases;
            }

            if (isFixed)
            {
                throw DaemonException.System(isOurs
                    ? $"Bind for {new IPEndPoint(conflict, port)} failed: port is already allocated"
                    : $"listen {request.Protocol}{(conflict.AddressFamily == AddressFamily.InterNetworkV6 ? 6 : 4)} {new IPEndPoint(conflict, port)}: bind: address already in use");
            }
        }

        throw DaemonException.System("all ports are allocated");
    }

    /// <summary>Takes a port that a running container has since an earlier daemon. Null when another program has got it in the meantime.</summary>
    public PortLease? Adopt(PublishedPort port)
    {
        IPAddress host = IPAddress.Parse(port.HostIp);
        byte protocol = IpProtocol.NumberOf(port.Protocol);
        return TryTakeName(protocol, host, port.HostPort)
            ? new PortLease(this, protocol, host, port, dataplane.TryReservePort(protocol, host, port.HostPort))
            : null;
    }

    internal void Return(byte protocol, IPAddress host, ushort port)
    {
        lock (_lock)
        {
            if (_taken.TryGetValue((protocol, port), out List<IPAddress>? addresses) && addresses.Remove(host) && addresses.Count == 0)
            {
                _taken.Remove((protocol, port));
            }
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

    private (ImmutableArray<PortLease> Leases, IPAddress? Conflict, bool IsOurs) TryTake(
        byte protocol, PortRequest request, ushort port, ImmutableArray<(IPAddress Host, IPAddress Container)> addresses)
    {
        var leases = ImmutableArray.CreateBuilder<PortLease>(addresses.Length);
        IPAddress? conflict = null;
        bool isOurs = false;
        try
        {
            foreach ((IPAddress host, IPAddress container) in addresses)
            {
                isOurs = !TryTakeName(protocol, host, port);
                if (isOurs || Reserve(protocol, host, port) is not { } reservation)
                {
                    conflict = host;
                    return ([], conflict, isOurs);
                }

                leases.Add(new PortLease(this, protocol, host, Published(request, port, host, container), reservation));
            }

            ImmutableArray<PortLease> taken = leases.ToImmutable();
            leases.Clear();
            return (taken, null, false);
        }
        finally
        {
            foreach (PortLease lease in leases)
            {
                lease.Dispose();
            }
        }
    }

    private static PublishedPort Published(PortRequest request, ushort port, IPAddress host, IPAddress container) => new()
    {
        Protocol = request.Protocol,
        ContainerPort = request.ContainerPort,
        HostIp = host.ToString(),
        HostPort = port,
        ContainerIp = container.ToString(),
    };

    private IDisposable? Reserve(byte protocol, IPAddress host, ushort port)
    {
        IDisposable? reservation = null;
        try
        {
            return reservation = dataplane.TryReservePort(protocol, host, port);
        }
        finally
        {
            if (reservation is null)
            {
                Return(protocol, host, port);
            }
        }
    }

    // The unspecified address is all of its family.
    private bool TryTakeName(byte protocol, IPAddress host, ushort port)
    {
        lock (_lock)
        {
            if (!_taken.TryGetValue((protocol, port), out List<IPAddress>? addresses))
            {
                _taken[(protocol, port)] = addresses = [];
            }

            foreach (IPAddress other in addresses)
            {
                if (other.AddressFamily == host.AddressFamily && (other.Equals(host) || IsAny(other) || IsAny(host)))
                {
                    return false;
                }
            }

            addresses.Add(host);
            return true;
        }
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
