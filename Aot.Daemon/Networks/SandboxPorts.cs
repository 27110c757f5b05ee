using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Networks.Dataplane;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>The published ports of containers: which addresses they are at, and where they lead when ways out come and go.</summary>
internal sealed partial class SandboxPorts(HostPorts hostPorts, INetworkDataplane dataplane, ILogger logger)
{
    /// <summary>Takes the host's ports. A container without a way out publishes nothing, as dockerd's; a DaemonException in its words when a port is taken.</summary>
    public void Reserve(LiveSandbox live)
    {
        LiveEndpoint? ipv4 = live.GatewayIPv4;
        LiveEndpoint? ipv6 = live.GatewayIPv6;
        if ((ipv4 ?? ipv6) is null)
        {
            return;
        }

        foreach (PortRequest request in live.Ports)
        {
            // An address that somebody wrote is meant: to publish nothing there, without a word, would be worse than to fail.
            if (request.HostIp is { } asked && (asked.AddressFamily == AddressFamily.InterNetworkV6 ? ipv6 : ipv4) is null)
            {
                throw DaemonException.Invalid(
                    $"cannot publish port {request.ContainerPort}/{request.Protocol} at {asked}: the container has no {(asked.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4")} address by which packets leave");
            }
        }

        Reserve(live, ipv4, ipv6);
    }

    /// <summary>Takes over those that an earlier daemon published.</summary>
    public void Adopt(LiveSandbox live, PublishedPort[] published)
    {
        foreach (PublishedPort port in published)
        {
            // What an earlier daemon wrote; somebody may have had a hand in it.
            if (!IPAddress.TryParse(port.HostIp, out _) || !IPAddress.TryParse(port.ContainerIp, out _) || !IpProtocol.IsKnown(port.Protocol))
            {
                continue;
            }

            (PortLease lease, DaemonException? failure) = hostPorts.Adopt(port);
            live.Leases.Add(lease);
            if (failure is not null)
            {
                LogTaken(logger, failure, live.ContainerId, port.HostIp, port.HostPort, port.Protocol);
            }
        }
    }

    /// <summary>Makes the ports lead to the present ways out: gives up those of a family that has none any more, takes those of one that has one now.</summary>
    public void Follow(LiveSandbox live)
    {
        ImmutableArray<PortForward> before = live.Forwards();
        LiveEndpoint? ipv4 = live.GatewayIPv4;
        LiveEndpoint? ipv6 = live.GatewayIPv6;
        bool hadIPv4 = live.Leases.Exists(lease => !lease.IsIPv6);
        bool hadIPv6 = live.Leases.Exists(lease => lease.IsIPv6);
        foreach (PortLease lease in live.Leases.ToArray())
        {
            IPAddress? container = lease.IsIPv6 ? ipv6?.IPv6 : ipv4?.IPv4;
            if (container is not null)
            {
                lease.Redirect(container);
            }
            else
            {
                live.Leases.Remove(lease);
                lease.Dispose();
            }
        }

        Reserve(live, hadIPv4 ? null : ipv4, hadIPv6 ? null : ipv6);
        ImmutableArray<PortForward> after = live.Forwards();
        if (!before.SequenceEqual(after))
        {
            if (!before.IsEmpty)
            {
                dataplane.RemoveForwards(before);
            }

            if (!after.IsEmpty)
            {
                dataplane.AddForwards(after);
            }
        }
    }

    /// <summary>Gives all of them back.</summary>
    public void Return(LiveSandbox live)
    {
        ImmutableArray<PortForward> forwards = live.Forwards();
        try
        {
            if (!forwards.IsEmpty)
            {
                dataplane.RemoveForwards(forwards);
            }
        }
        finally
        {
            foreach (PortLease lease in live.Leases)
            {
                lease.Dispose();
            }

            live.Leases.Clear();
        }
    }

    private void Reserve(LiveSandbox live, LiveEndpoint? ipv4, LiveEndpoint? ipv6)
    {
        if ((ipv4 ?? ipv6) is not { } endpoint)
        {
            return;
        }

        foreach (PortRequest request in live.Ports)
        {
            try
            {
                ImmutableArray<(IPAddress, IPAddress)> addresses = Addresses(request, ipv4, ipv6);
                if (!addresses.IsEmpty)
                {
                    live.Leases.AddRange(hostPorts.Take(request, addresses));
                }
            }
            catch (DaemonException failure)
            {
                throw new DaemonException(
                    failure.Kind,
                    $"driver failed programming external connectivity on endpoint {live.ContainerName} ({endpoint.State.EndpointId}): {failure.Message}",
                    failure);
            }
        }
    }

    private static ImmutableArray<(IPAddress Host, IPAddress Container)> Addresses(PortRequest request, LiveEndpoint? ipv4, LiveEndpoint? ipv6)
    {
        IPAddress? asked = request.HostIp ?? (ipv4 ?? ipv6)?.Network.Options?.HostBinding;
        if (asked is null)
        {
            var all = ImmutableArray.CreateBuilder<(IPAddress, IPAddress)>();
            if (ipv4?.IPv4 is { } container)
            {
                all.Add((IPAddress.Any, container));
            }

            if (ipv6?.IPv6 is { } container6)
            {
                all.Add((IPAddress.IPv6Any, container6));
            }

            return all.ToImmutable();
        }

        bool isIPv6 = asked.AddressFamily == AddressFamily.InterNetworkV6;
        return (isIPv6 ? ipv6?.IPv6 : ipv4?.IPv4) is { } own ? [(asked, own)] : [];
    }

    [LoggerMessage(2422, LogLevel.Warning, "The port {Address}:{Port}/{Protocol} still leads to container {Id}, and another program has it too")]
    private static partial void LogTaken(ILogger logger, Exception failure, string id, string address, int port, string protocol);
}
