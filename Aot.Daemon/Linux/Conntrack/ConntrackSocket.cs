using System.Net.Sockets;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux.Netlink;
using Aot.Daemon.Linux.Nftables;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Linux.Conntrack;

/// <summary>The flows that one network namespace tracks (ctnetlink), as <see cref="NetfilterSocket"/> has it. Thread-safe.</summary>
internal sealed class ConntrackSocket : IDisposable
{
    private const ushort Get = (1 << 8) | 1;
    private const ushort Delete = (1 << 8) | 2;

    /// <summary>CTA_FILTER and its flag for the protocol's number: the kernel passes over other flows. Kernels before 5.8 do not know it and send all.</summary>
    private const ushort Filter = 25;
    private const ushort FilterOriginal = 1;
    private const ushort FilterReply = 2;
    private const uint FilterByProtocol = 1 << 3;

    /// <summary>The acknowledgements of one batch fit the receive buffer.</summary>
    private const int BatchSize = 64;

    private readonly NetfilterSocket _socket = new();

    /// <summary>Forgets the flows of a protocol that match, so that their next packet meets the firewall as a first one; how many there were. Reads all
    /// flows of the protocol. Throws a DaemonException.</summary>
    /// <param name="protocol">The IP protocol's number.</param>
    public int Forget(AddressFamily family, byte protocol, Predicate<Flow> matches)
    {
        NetfilterHeader header = new()
        {
            Family = (byte)(family == AddressFamily.InterNetworkV6 ? SocketConstants.Ipv6Family : SocketConstants.Ipv4Family),
        };
        List<byte[]> found = Find(header, protocol, matches);
        foreach (byte[][] some in found.Chunk(BatchSize))
        {
            using NetlinkWriter batch = new();
            foreach (byte[] original in some)
            {
                batch.Begin(Delete, NetlinkConstants.Acknowledge, header, "forget a flow", "");
                batch.Attribute(FlowParser.Original | NetlinkConstants.Nested, original);
            }

            // One that ended by itself meanwhile is as good.
            NetlinkResult result = _socket.Open().Execute(batch);
            if (result.Errno is not (0 or Errno.ENOENT))
            {
                throw result.Exception();
            }
        }

        return found.Count;
    }

    public void Dispose() => _socket.Dispose();

    private List<byte[]> Find(NetfilterHeader header, byte protocol, Predicate<Flow> matches)
    {
        using NetlinkWriter request = new(256);
        request.Begin(Get, NetlinkConstants.Dump, header, "list the flows", "");
        int tuple = request.OpenNest(FlowParser.Original);
        int part = request.OpenNest(FlowParser.TupleProtocol);
        request.Attribute(FlowParser.ProtocolNumber, protocol);
        request.CloseNest(part);
        request.CloseNest(tuple);
        int filter = request.OpenNest(Filter);
        request.Attribute(FilterOriginal, FilterByProtocol);
        request.Attribute(FilterReply, 0u);
        request.CloseNest(filter);
        List<byte[]> found = [];
        _socket.Open().Dump(
            request,
            (_, payload) =>
            {
                if (FlowParser.Parse(payload, protocol, out ReadOnlySpan<byte> original) is { } flow && matches(flow))
                {
                    found.Add(original.ToArray());
                }
            },
            found.Clear);
        return found;
    }
}
