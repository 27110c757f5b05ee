using System.Net;
using System.Net.Sockets;

namespace Aot.Daemon.Networks.Dns;

/// <summary>The sockets on which a sandbox's queries arrive. Their ports are any, since port 53 is the container's own to use; <see cref="DnsRules"/> leads there.</summary>
internal sealed class DnsSockets : IDisposable
{
    /// <summary>Where containers ask, as with dockerd.</summary>
    public static readonly IPAddress Address = new([127, 0, 0, 11]);

    private const int IpLevel = 0;

    // ip(7): the address need not be there yet, so the order in which lo is brought up does not matter.
    private const int FreeBind = 15;
    private const int Backlog = 64;

    private DnsSockets(Socket datagrams, Socket streams)
    {
        Datagrams = datagrams;
        Streams = streams;
    }

    /// <summary>UDP.</summary>
    public Socket Datagrams { get; }

    /// <summary>TCP, listening.</summary>
    public Socket Streams { get; }

    public ushort DatagramPort => Port(Datagrams);

    public ushort StreamPort => Port(Streams);

    /// <summary>Makes them in the network namespace of the calling thread. Fails with a SocketException.</summary>
    public static DnsSockets Create()
    {
        Socket? datagrams = null;
        Socket? streams = null;
        try
        {
            datagrams = Bind(SocketType.Dgram, ProtocolType.Udp);
            streams = Bind(SocketType.Stream, ProtocolType.Tcp);
            streams.Listen(Backlog);
            return new DnsSockets(datagrams, streams);
        }
        catch
        {
            datagrams?.Dispose();
            streams?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Datagrams.Dispose();
        Streams.Dispose();
    }

    private static Socket Bind(SocketType type, ProtocolType protocol)
    {
        Socket socket = new(AddressFamily.InterNetwork, type, protocol);
        try
        {
            socket.SetRawSocketOption(IpLevel, FreeBind, BitConverter.GetBytes(1));
            socket.Bind(new IPEndPoint(Address, 0));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static ushort Port(Socket socket) => (ushort)((IPEndPoint)socket.LocalEndPoint!).Port;
}
