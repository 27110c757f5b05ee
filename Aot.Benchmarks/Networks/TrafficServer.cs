using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Linux;

namespace Aot.Benchmarks.Networks;

/// <summary>
/// A TCP server in a container's network namespace, though it is a part of this process, so that it is the same for all daemons: to a connection's first byte it answers one
/// byte and closes, or sends until the client has enough.
/// </summary>
internal sealed class TrafficServer : IDisposable
{
    public const int Port = 5000;
    public const byte One = 1;
    public const byte Stream = 2;
    public const int BufferBytes = 256 * 1024;

    private readonly Socket _listener;
    private readonly Thread[] _threads;

    public TrafficServer(string namespacePath)
    {
        _listener = NetworkNamespace.Run(namespacePath, () =>
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Any, Port));
            socket.Listen(1024);
            return socket;
        });
        _threads = [.. Enumerable.Range(0, TrafficClient.Clients).Select(_ => new Thread(Serve) { IsBackground = true })];
        Array.ForEach(_threads, thread => thread.Start());
    }

    public void Dispose()
    {
        _listener.Dispose();
        Array.ForEach(_threads, thread => thread.Join());
    }

    private void Serve()
    {
        byte[] buffer = new byte[BufferBytes];
        while (true)
        {
            Socket client;
            try
            {
                client = _listener.Accept();
            }
            catch (Exception end) when (end is SocketException or ObjectDisposedException)
            {
                return;
            }
            using (client)
            {
                Answer(client, buffer);
            }
        }
    }

    private static void Answer(Socket client, byte[] buffer)
    {
        try
        {
            if (client.Receive(buffer, 0, 1, SocketFlags.None) == 1)
            {
                bool streams = buffer[0] == Stream;
                do
                {
                    client.Send(buffer, 0, streams ? buffer.Length : 1, SocketFlags.None);
                }
                while (streams);
            }
        }
        catch (SocketException)
        {
            // The client has enough.
        }
    }
}
