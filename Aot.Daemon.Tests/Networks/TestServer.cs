using System.Net;
using System.Net.Sockets;

namespace Aot.Daemon.Tests.Networks;

/// <summary>A tcp or udp server, in the network namespace of the thread that makes it, that sends each client the address it came from.</summary>
internal sealed class TestServer : IDisposable
{
    private readonly Socket _socket;
    private readonly Thread _thread;
    private volatile bool _stopped;

    public TestServer(ProtocolType protocol, IPAddress address, int port)
    {
        bool tcp = protocol == ProtocolType.Tcp;
        _socket = new Socket(address.AddressFamily, tcp ? SocketType.Stream : SocketType.Dgram, protocol);
        _socket.Bind(new IPEndPoint(address, port));
        if (tcp)
        {
            _socket.Listen();
        }

        _thread = new Thread(tcp ? Accept : Answer) { IsBackground = true };
        _thread.Start();
    }

    public void Dispose()
    {
        _stopped = true;
        _thread.Join();
        _socket.Dispose();
    }

    private void Accept()
    {
        while (!_stopped)
        {
            if (_socket.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead))
            {
                using Socket client = _socket.Accept();
                client.Send(((IPEndPoint)client.RemoteEndPoint!).Address.GetAddressBytes());
            }
        }
    }

    private void Answer()
    {
        byte[] question = new byte[64];
        while (!_stopped)
        {
            if (_socket.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead))
            {
                EndPoint client = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
                _socket.ReceiveFrom(question, ref client);
                _socket.SendTo(((IPEndPoint)client).Address.GetAddressBytes(), client);
            }
        }
    }
}
