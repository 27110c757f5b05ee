using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Linux.Conntrack;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks.Dataplane;

/// <summary>
/// Flows without connections (udp) that go where the rules no longer lead: a client that goes on sending keeps its flow alive, and the rules are
/// asked for a flow's first packet only. So they are forgotten when a port is published and when it is taken back. Thread-safe.
/// </summary>
internal sealed partial class StaleFlows(ILogger? logger) : IDisposable
{
    private const byte Udp = 17;

    // Guards _conntrack.
    private readonly Lock _opening = new();
    private ConntrackSocket? _conntrack;

    /// <summary>Forgets what came to these ports before they led to their containers.</summary>
    public void ForgetOthers(ImmutableArray<PortForward> forwards) => Forget(forwards, toContainer: false);

    /// <summary>Forgets what these ports led to their containers.</summary>
    public void ForgetOwn(ImmutableArray<PortForward> forwards) => Forget(forwards, toContainer: true);

    public void Dispose() => _conntrack?.Dispose();

    private static bool Matches(Flow flow, PortForward forward, bool toContainer) =>
        flow.Destination.Port == forward.HostPort
        && (forward.HostAddress.Equals(IPAddress.Any) || forward.HostAddress.Equals(IPAddress.IPv6Any) || forward.HostAddress.Equals(flow.Destination.Address))
        && (flow.Answerer.Port == forward.ContainerPort && flow.Answerer.Address.Equals(forward.ContainerAddress)) == toContainer;

    /// <summary>A kernel without ctnetlink costs some clients a while, not the container its start.</summary>
    private void Forget(ImmutableArray<PortForward> forwards, bool toContainer)
    {
        foreach (AddressFamily family in (ReadOnlySpan<AddressFamily>)[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
        {
            ImmutableArray<PortForward> affected = [.. forwards.Where(forward => forward.Protocol == Udp && forward.HostAddress.AddressFamily == family)];
            if (affected.IsEmpty)
            {
                continue;
            }

            try
            {
                Socket().Forget(family, Udp, flow => affected.Any(forward => Matches(flow, forward, toContainer)));
            }
            catch (DaemonException failure) when (logger is not null)
            {
                LogFailed(logger, failure);
            }
            catch (DaemonException)
            {
                // Nobody wants to know.
            }
        }
    }

    // Opened when it is needed, as some kernels have none.
    private ConntrackSocket Socket()
    {
        lock (_opening)
        {
            return _conntrack ??= new ConntrackSocket();
        }
    }

    [LoggerMessage(2440, LogLevel.Warning, "Flows of udp to ports that changed could not be forgotten: their clients may be led astray for a while")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
