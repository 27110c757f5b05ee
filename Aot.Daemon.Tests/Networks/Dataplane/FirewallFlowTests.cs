using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using Aot.Daemon.Interop;
using Aot.Daemon.Networks.Dataplane;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Aot.Daemon.Tests.Networks.Dataplane;

/// <summary>Single packets and long connections.</summary>
public sealed class FirewallFlowTests
{
    private const byte Tcp = 6;
    private const byte Sctp = 132;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public void A_connection_goes_on_while_the_table_is_written_anew() => TestNetwork.Run(network =>
    {
        using Firewall firewall = new();
        BridgeSettings bridge = network.Bridge("br0", "172.30.0.1/24");
        network.Bridges.EnsureBridge(bridge);
        firewall.Ensure([bridge], [Forward(Tcp)]);
        TestContainer outside = network.Outside("192.0.2.1/24", "192.0.2.9/24");
        TestContainer container = network.Container(bridge, "172.30.0.2/24");
        using Socket listener = container.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        listener.Bind(new IPEndPoint(IPAddress.Parse("172.30.0.2"), 80));
        listener.Listen();
        using Socket client = outside.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        client.Connect("192.0.2.1", 8080);
        using Socket server = listener.Accept();
        byte[] received = new byte[1];
        server.ReceiveTimeout = client.ReceiveTimeout = (int)Patience.TotalMilliseconds;

        for (byte i = 0; i < 20; i++)
        {
            // As a daemon does that starts after a crash.
            using Firewall next = new();
            next.Ensure([bridge], [Forward(Tcp)]);
            client.Send([i]);
            Assert.Equal(1, server.Receive(received));
            server.Send(received);
            Assert.Equal(1, client.Receive(received));
            Assert.Equal(i, received[0]);
        }
    });

    /// <summary>By a packet written by hand: the kernel may have no sockets of it.</summary>
    [Fact]
    public void Sctp_is_led_to_the_container_too() => TestNetwork.Run(network =>
    {
        using Firewall firewall = new();
        BridgeSettings bridge = network.Bridge("br0", "172.30.0.1/24");
        network.Bridges.EnsureBridge(bridge);
        firewall.Ensure([bridge], [Forward(Sctp)]);
        TestContainer container = network.Container(bridge, "172.30.0.2/24");
        using Socket server = container.Run(RawSctp);
        using Socket client = RawSctp();

        client.SendTo(SctpInit(40_000, 8080), new IPEndPoint(IPAddress.Parse("172.30.0.1"), 0));

        byte[] packet = new byte[256];
        Assert.True(server.Poll(Patience, SelectMode.SelectRead));
        int length = server.Receive(packet);
        Span<byte> header = packet.AsSpan((packet[0] & 0xf) * 4, 4);
        Assert.True(length > 32);
        Assert.Equal((40_000, 80), (BinaryPrimitives.ReadUInt16BigEndian(header), BinaryPrimitives.ReadUInt16BigEndian(header[2..])));
    });

    [Theory]
    [InlineData("10.1.2.3", 8, "10.0.0.0", "11.0.0.0")]
    [InlineData("10.1.2.3", 32, "10.1.2.3", "10.1.2.4")]
    [InlineData("10.1.255.3", 25, "10.1.255.0", "10.1.255.128")]
    [InlineData("10.255.255.200", 25, "10.255.255.128", "11.0.0.0")]
    [InlineData("255.255.255.255", 30, "255.255.255.252", null)]
    [InlineData("10.1.2.3", 0, "0.0.0.0", null)]
    [InlineData("fd00:1:2:ffff::7", 64, "fd00:1:2:ffff::", "fd00:1:3::")]
    [InlineData("ffff::1", 16, "ffff::", null)]
    public void A_subnet_is_from_its_first_address_to_the_one_behind_its_last(string address, int prefixLength, string first, string? end)
    {
        byte[] start = IPAddress.Parse(address).GetAddressBytes();
        byte[] behind = new byte[start.Length];

        bool wraps = FirewallElements.Range(start, prefixLength, behind);

        Assert.Equal(first, new IPAddress(start).ToString());
        Assert.Equal(end, wraps ? null : new IPAddress(behind).ToString());
    }

    // The class library does not know the protocol's number.
    private static Socket RawSctp()
    {
        using SafeFileHandle made = SocketCreate.Call(SocketConstants.Ipv4Family, SocketConstants.Raw | SocketConstants.CloseOnExec, Sctp);
        Assert.False(made.IsInvalid);
        SafeSocketHandle handle = new(made.DangerousGetHandle(), ownsHandle: true);
        made.SetHandleAsInvalid();
        return new Socket(handle);
    }

    private static PortForward Forward(byte protocol) => new(protocol, IPAddress.Any, 8080, IPAddress.Parse("172.30.0.2"), 80);

    /// <summary>RFC 9260: the common header with its CRC32c, and an INIT chunk.</summary>
    private static byte[] SctpInit(ushort source, ushort destination)
    {
        byte[] packet = new byte[32];
        BinaryPrimitives.WriteUInt16BigEndian(packet, source);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), destination);
        byte[] chunk = [1, 0, 0, 20, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1];
        chunk.CopyTo(packet, 12);
        uint sum = uint.MaxValue;
        foreach (byte each in packet)
        {
            sum = BitOperations.Crc32C(sum, each);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(8), ~sum);
        return packet;
    }
}
