using System.Net;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;

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

    /// <summary>Those of an earlier daemon, which are owned from now on; null, and closed, when they are not what they should be.</summary>
    public static DnsSockets? Adopt(SafeFileHandle datagrams, SafeFileHandle streams)
    {
        Socket? first = null;
        Socket? second = null;
        try
        {
            first = Adopt(datagrams);
            second = Adopt(streams);
            if (first.SocketType == SocketType.Dgram && IsOurs(first) && second.SocketType == SocketType.Stream && IsOurs(second))
            {
                return new DnsSockets(first, second);
            }
        }
        catch (SocketException)
        {
            // No sockets at all.
        }

        first?.Dispose();
        second?.Dispose();
        return null;
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

    private static Socket Adopt(SafeFileHandle descriptor)
    {
        SafeSocketHandle handle = new(descriptor.DangerousGetHandle(), ownsHandle: true);
        descriptor.SetHandleAsInvalid();
        return new Socket(handle);
    }

    private static bool IsOurs(Socket socket) => socket.LocalEndPoint is IPEndPoint end && end.Address.Equals(Address);

    private static ushort Port(Socket socket) => (ushort)((IPEndPoint)socket.LocalEndPoint!).Port;
}
