using System.Buffers.Binary;
using Aot.Daemon.Linux.Netlink;
using Xunit;

namespace Aot.Daemon.Tests.Linux.Netlink;

public sealed class NetlinkParserTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        using NetlinkWriter writer = new();
        writer.Begin(RouteConstants.NewLink, NetlinkConstants.Acknowledge, new LinkHeader { Index = 7, Flags = 1 }, "make", "eth0");
        writer.Attribute(RouteConstants.LinkName, "eth0");
        writer.Attribute(RouteConstants.LinkMtu, 1400u);
        int info = writer.OpenNest(RouteConstants.LinkInfo);
        writer.Attribute(RouteConstants.InfoKind, "bridge");
        writer.CloseNest(info);

        NetlinkMessages messages = new(writer.Finish(firstSequence: 41));
        Assert.True(messages.MoveNext());
        Assert.Equal(41u, messages.Sequence);
        LinkInfo link = RouteParser.Link(messages.Payload);

        Assert.Equal(("eth0", 7, 1400, "bridge", true), (link.Name, link.Index, link.Mtu, link.Kind, link.IsUp));
        Assert.False(messages.MoveNext());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    [InlineData(uint.MaxValue)]
    public void A_message_that_lies_about_its_length_is_malformed(uint length)
    {
        byte[] datagram = new byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(datagram, length);

        Assert.Throws<InvalidDataException>(() => new NetlinkMessages(datagram).MoveNext());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(ushort.MaxValue)]
    public void An_attribute_that_lies_about_its_length_is_malformed(ushort length)
    {
        byte[] attribute = new byte[8];
        BinaryPrimitives.WriteUInt16LittleEndian(attribute, length);

        Assert.Throws<InvalidDataException>(() => new NetlinkAttributes(attribute).MoveNext());
    }

    [Fact]
    public void A_payload_shorter_than_its_header_is_malformed()
    {
        Assert.Throws<InvalidDataException>(() => RouteParser.Link(new byte[15]));
        Assert.Throws<InvalidDataException>(() => RouteParser.Address(new byte[7]));
        Assert.Throws<InvalidDataException>(() => RouteParser.Route(new byte[11]));
        Assert.Throws<InvalidDataException>(() => NetlinkSocket.ReadError(new byte[3], 0, out _));
    }

    [Fact]
    public void An_error_whose_request_is_longer_than_the_message_has_no_words()
    {
        byte[] error = new byte[20];
        BinaryPrimitives.WriteInt32LittleEndian(error, -17);
        BinaryPrimitives.WriteUInt32LittleEndian(error.AsSpan(4), uint.MaxValue);

        Assert.Equal(17, NetlinkSocket.ReadError(error, NetlinkConstants.HasErrorAttributes, out string words));
        Assert.Equal("", words);
    }

    /// <summary>Whatever comes is a value or an InvalidDataException, and ends.</summary>
    [Fact]
    public void Random_bytes_are_parsed_or_malformed()
    {
        Random random = new(4711);
        byte[] bytes = new byte[256];
        for (int round = 0; round < 20_000; round++)
        {
            Span<byte> part = bytes.AsSpan(0, random.Next(bytes.Length));
            random.NextBytes(part);
            for (int i = 0; i + 1 < part.Length; i += 4)
            {
                // Lengths that are often plausible.
                part[i] = (byte)random.Next(40);
                part[i + 1] = 0;
            }

            byte[] payload = part.ToArray();
            Tolerate(() => RouteParser.Link(payload));
            Tolerate(() => RouteParser.Address(payload));
            Tolerate(() => RouteParser.Route(payload));
            Tolerate(() => NetlinkSocket.ReadError(payload, NetlinkConstants.HasErrorAttributes, out _));
            Tolerate(() =>
            {
                NetlinkMessages messages = new(payload);
                while (messages.MoveNext())
                {
                }
            });
        }
    }

    private static void Tolerate(Action parse)
    {
        try
        {
            parse();
        }
        catch (InvalidDataException)
        {
            // What malformed bytes are to be.
        }
    }
}
