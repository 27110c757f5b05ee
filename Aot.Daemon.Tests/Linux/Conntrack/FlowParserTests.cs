using Aot.Daemon.Linux.Conntrack;
using Aot.Daemon.Linux.Netlink;
using Aot.Daemon.Linux.Nftables;
using Xunit;

namespace Aot.Daemon.Tests.Linux.Conntrack;

public sealed class FlowParserTests
{
    [Fact]
    public void A_flow_is_where_its_first_packet_went_and_who_answers()
    {
        Flow? flow = FlowParser.Parse(Message(), protocol: 17, out ReadOnlySpan<byte> original);

        Assert.Equal("192.0.2.1:53", flow!.Value.Destination.ToString());
        Assert.Equal("172.30.0.2:5353", flow.Value.Answerer.ToString());
        Assert.NotEqual(0, original.Length);
        Assert.Null(FlowParser.Parse(Message(), protocol: 6, out _));
    }

    [Fact]
    public void A_message_that_is_cut_off_is_malformed_or_no_flow()
    {
        byte[] whole = Message();
        for (int length = 0; length < whole.Length; length++)
        {
            try
            {
                Assert.Null(FlowParser.Parse(whole.AsSpan(0, length), protocol: 17, out _));
            }
            catch (InvalidDataException)
            {
                // What malformed bytes are to be.
            }
        }
    }

    private static byte[] Message()
    {
        using NetlinkWriter writer = new();
        writer.Begin(256, 0, default(NetfilterHeader), "", "");
        Tuple(writer, 1, [10, 0, 0, 1], [192, 0, 2, 1], 40_000, 53);
        Tuple(writer, 2, [172, 30, 0, 2], [10, 0, 0, 1], 5353, 40_000);
        return writer.Finish(1)[NetlinkConstants.HeaderBytes..].ToArray();
    }

    private static void Tuple(NetlinkWriter writer, ushort type, byte[] source, byte[] destination, ushort sourcePort, ushort destinationPort)
    {
        int tuple = writer.OpenNest(type);
        int addresses = writer.OpenNest(1);
        writer.Attribute(1, source);
        writer.Attribute(2, destination);
        writer.CloseNest(addresses);
        int protocol = writer.OpenNest(2);
        writer.Attribute(1, (byte)17);
        writer.Attribute(2, [(byte)(sourcePort >> 8), (byte)sourcePort]);
        writer.Attribute(3, [(byte)(destinationPort >> 8), (byte)destinationPort]);
        writer.CloseNest(protocol);
        writer.CloseNest(tuple);
    }
}
