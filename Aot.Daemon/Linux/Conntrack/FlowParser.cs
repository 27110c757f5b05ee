using System.Buffers.Binary;
using System.Net;
using Aot.Daemon.Linux.Netlink;
using Aot.Daemon.Linux.Nftables;

namespace Aot.Daemon.Linux.Conntrack;

/// <summary>What ctnetlink tells of a flow. Malformed messages are an InvalidDataException.</summary>
internal static class FlowParser
{
    // CTA_*.
    public const ushort Original = 1;
    public const ushort Reply = 2;
    public const ushort TupleAddresses = 1;
    public const ushort TupleProtocol = 2;
    public const ushort ProtocolNumber = 1;

    private const ushort SourceIpv4 = 1;
    private const ushort DestinationIpv4 = 2;
    private const ushort SourceIpv6 = 3;
    private const ushort DestinationIpv6 = 4;
    private const ushort SourcePort = 2;
    private const ushort DestinationPort = 3;

    /// <summary>The flow, and by which bytes the kernel knows it; null when it is not of the protocol or has no ports.</summary>
    public static Flow? Parse(ReadOnlySpan<byte> payload, byte protocol, out ReadOnlySpan<byte> original)
    {
        original = default;
        IPEndPoint? destination = null;
        IPEndPoint? answerer = null;
        NetlinkAttributes attributes = NetlinkAttributes.After(payload, NetfilterHeader.Bytes);
        while (attributes.MoveNext())
        {
            switch (attributes.Type)
            {
                case Original:
                    original = attributes.Value;
                    destination = End(attributes.Value, protocol, isSource: false);
                    break;
                case Reply:
                    answerer = End(attributes.Value, protocol, isSource: true);
                    break;
            }
        }

        return destination is not null && answerer is not null ? new Flow(destination, answerer) : null;
    }

    private static IPEndPoint? End(ReadOnlySpan<byte> tuple, byte protocol, bool isSource)
    {
        IPAddress? address = null;
        ushort? port = null;
        NetlinkAttributes parts = new(tuple);
        while (parts.MoveNext())
        {
            NetlinkAttributes part = parts.Type is TupleAddresses or TupleProtocol ? new NetlinkAttributes(parts.Value) : default;
            while (part.MoveNext())
            {
                if (parts.Type == TupleAddresses && (isSource ? part.Type is SourceIpv4 or SourceIpv6 : part.Type is DestinationIpv4 or DestinationIpv6))
                {
                    address = part.Address();
                }
                else if (parts.Type == TupleProtocol && part.Type == ProtocolNumber)
                {
                    if (part.Value.Length < 1 || part.Value[0] != protocol)
                    {
                        return null;
                    }
                }
                else if (parts.Type == TupleProtocol && part.Type == (isSource ? SourcePort : DestinationPort))
                {
                    port = part.Value.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(part.Value) : throw new InvalidDataException("a port has one byte");
                }
            }
        }

        return address is not null && port is { } number ? new IPEndPoint(address, number) : null;
    }
}
