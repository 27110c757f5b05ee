using System.Net;
using System.Net.Sockets;

namespace Aot.Daemon.Tests.Networks;

/// <summary>Asks a <see cref="TestServer"/> from the calling thread's network namespace.</summary>
internal static class TestClient
{
    // What answers does so within a millisecond, on a busy machine within some more.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(300);

    /// <summary>The address that the server saw, in text; null when nothing answers. For what is expected to answer.</summary>
    public static string? Ask(ProtocolType protocol, string address, int port) => Ask(protocol, address, port, Patience)?.ToString();

    /// <summary>Whether anything answers. For what is expected not to: it does not wait for long.</summary>
    public static bool Reaches(ProtocolType protocol, string address, int port) => Ask(protocol, address, port, Glance) is not null;

    private static IPAddress? Ask(ProtocolType protocol, string address, int port, TimeSpan patience)
    {
        IPEndPoint server = new(IPAddress.Parse(address), port);
        using Socket socket = new(server.AddressFamily, protocol == ProtocolType.Tcp ? SocketType.Stream : SocketType.Dgram, protocol) { Blocking = false };
        try
        {
            try
            {
                socket.Connect(server);
            }
            catch (SocketException pending) when (pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                if (!socket.Poll(patience, SelectMode.SelectWrite) || !socket.Connected)
                {
                    return null;
                }
            }

            if (protocol == ProtocolType.Udp)
            {
                socket.Send([1]);
            }

            byte[] answer = new byte[64];
            return socket.Poll(patience, SelectMode.SelectRead) && socket.Receive(answer) is > 0 and int count ? new IPAddress(answer.AsSpan(0, count)) : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
