using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Linux;
using Aot.Daemon.Networks.Dataplane;
using Aot.Daemon.Primitives;
using Microsoft.Win32.SafeHandles;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.Networks.Dataplane;

public sealed class PortReservationsTests(ITestOutputHelper output)
{
    private const byte Tcp = 6;
    private const byte Udp = 17;
    private const byte Sctp = 132;

    // Other tests start processes meanwhile.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0", "Bind for 0.0.0.0:80 failed: port is already allocated")]
    [InlineData("0.0.0.0", "127.0.0.1", "Bind for 127.0.0.1:80 failed: port is already allocated")]
    [InlineData("127.0.0.1", "0.0.0.0", "Bind for 0.0.0.0:80 failed: port is already allocated")]
    [InlineData("::", "::1", "Bind for [::1]:80 failed: port is already allocated")]
    public void A_port_of_a_container_is_no_other_containers(string first, string second, string words) => TestNetwork.Run(_ =>
    {
        PortReservations ports = new(Patience);
        PortReservation held = ports.Reserve(Tcp, IPAddress.Parse(first), 80);

        DaemonException taken = Assert.Throws<DaemonException>(() => ports.Reserve(Tcp, IPAddress.Parse(second), 80));

        Assert.Equal((ErrorKind.Conflict, words), (taken.Kind, taken.Message));
        held.Dispose();
        held.Dispose();
        ports.Reserve(Tcp, IPAddress.Parse(second), 80).Dispose();
    });

    [Fact]
    public void Other_protocols_families_addresses_and_ports_are_free() => TestNetwork.Run(_ =>
    {
        PortReservations ports = new();
        using PortReservation first = ports.Reserve(Tcp, IPAddress.Loopback, 80);
        using PortReservation second = ports.Reserve(Udp, IPAddress.Loopback, 80);
        using PortReservation third = ports.Reserve(Tcp, IPAddress.Parse("127.0.0.2"), 80);
        using PortReservation fourth = ports.Reserve(Tcp, IPAddress.IPv6Any, 80);
        using PortReservation fifth = ports.Reserve(Tcp, IPAddress.Loopback, 81);
        using PortReservation sixth = ports.Reserve(Sctp, IPAddress.Any, 80);

        Assert.Equal((Tcp, IPAddress.Loopback, 80), (first.Protocol, first.Address, first.Port));
    });

    [Theory]
    [InlineData(ProtocolType.Tcp, Tcp, "listen tcp4 0.0.0.0:80: bind: address already in use")]
    [InlineData(ProtocolType.Udp, Udp, "listen udp4 0.0.0.0:80: bind: address already in use")]
    public void A_port_that_a_program_on_the_host_has_is_an_error(ProtocolType protocol, byte number, string words) => TestNetwork.Run(network =>
    {
        PortReservations ports = new();
        using (new TestServer(protocol, IPAddress.Loopback, 80))
        {
            DaemonException taken = Assert.Throws<DaemonException>(() => ports.Reserve(number, IPAddress.Any, 80));
            Assert.Equal((ErrorKind.Conflict, words), (taken.Kind, taken.Message));
        }
    });

    [Fact]
    public void An_address_that_the_host_does_not_have_is_an_error() => TestNetwork.Run(_ =>
    {
        DaemonException missing = Assert.Throws<DaemonException>(() => new PortReservations().Reserve(Tcp, IPAddress.Parse("2001:db8::7"), 80));

        Assert.Equal((ErrorKind.System, "listen tcp6 [2001:db8::7]:80: bind: cannot assign requested address"), (missing.Kind, missing.Message));
    });

    /// <summary>Servers set SO_REUSEADDR as a matter of course.</summary>
    [Theory]
    [InlineData(SocketType.Stream, ProtocolType.Tcp, Tcp)]
    [InlineData(SocketType.Dgram, ProtocolType.Udp, Udp)]
    public void No_program_on_the_host_gets_a_port_that_is_held(SocketType type, ProtocolType protocol, byte number) => TestNetwork.Run(_ =>
    {
        using PortReservation held = new PortReservations().Reserve(number, IPAddress.Any, 80);
        using Socket server = new(AddressFamily.InterNetwork, type, protocol);
        server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);

        Assert.Equal(SocketError.AddressAlreadyInUse, Assert.Throws<SocketException>(() => server.Bind(new IPEndPoint(IPAddress.Loopback, 80))).SocketErrorCode);
        Assert.False(TestClient.Reaches(protocol, "127.0.0.1", 80));
    });

    [Fact]
    public void Connections_that_linger_from_a_server_that_ended_take_no_port() => TestNetwork.Run(_ =>
    {
        // The server closes first, so its side lingers (TIME_WAIT).
        using (new TestServer(ProtocolType.Tcp, IPAddress.Loopback, 80))
        {
            Assert.NotNull(TestClient.Ask(ProtocolType.Tcp, "127.0.0.1", 80));
        }

        // The server's own socket may linger too, in a process that another test starts.
        PortReservations ports = new(Patience);
        ports.Reserve(Udp, IPAddress.Any, 80).Dispose();
        using PortReservation held = ports.Reserve(Tcp, IPAddress.Any, 80);
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);

        Assert.Throws<SocketException>(() => server.Bind(new IPEndPoint(IPAddress.Any, 80)));
    });

    /// <summary>A process that is being started holds copies of all descriptors for a moment, here as long as the test likes.</summary>
    [Theory]
    [InlineData(Tcp)]
    [InlineData(Udp)]
    public void A_port_given_back_while_a_process_is_started_can_be_had_again(byte protocol) => TestNetwork.Run(_ =>
    {
        PortReservations ports = new(Patience);
        PortReservation held = ports.Reserve(protocol, IPAddress.Any, 80);
        held.Dispose();
        Assert.Equal(0, PortSocket.Bind(protocol, IPAddress.Any, 80, out SafeFileHandle? copy));
        using Timer end = new(_ => copy!.Dispose(), null, dueTime: 10, period: Timeout.Infinite);

        ports.Reserve(protocol, IPAddress.Any, 80).Dispose();
    });

    /// <summary>What this says is for a reader: time decides no test.</summary>
    [Fact]
    public void A_thousand_ports_can_be_held() => TestNetwork.Run(_ =>
    {
        PortReservations ports = new(Patience);
        long memory = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();

        List<PortReservation> held = [.. Enumerable.Range(10_000, 1000).Select(port => ports.Reserve(Tcp, IPAddress.Any, (ushort)port))];

        output.WriteLine($"1,000 ports: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F2} ms, {(GC.GetAllocatedBytesForCurrentThread() - memory) / 1000} bytes each");
        held.ForEach(reservation => reservation.Dispose());
        ports.Reserve(Tcp, IPAddress.Any, 10_000).Dispose();
    });
}
