using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Linux;

namespace Aot.Daemon.Tests.Networks.Dns;

/// <summary>A name server on port 53 of an address of the loopback, which says whatever the test has it say.</summary>
internal sealed class TestUpstream : IAsyncDisposable
{
    private readonly Socket _datagrams;
    private readonly Socket _streams;
    private readonly Func<byte[], List<byte[]>> _answer;
    private readonly Task _serving;

    public TestUpstream(IPAddress address, Func<byte[], List<byte[]>> answer)
        : this(address, answer, Bind(address))
    {
    }

    private TestUpstream(IPAddress address, Func<byte[], List<byte[]>> answer, (Socket Datagrams, Socket Streams) sockets)
    {
        Address = address;
        _answer = answer;
        (_datagrams, _streams) = sockets;
        _serving = Task.WhenAll(Task.Run(ServeDatagramsAsync), Task.Run(ServeStreamsAsync));
    }

    public IPAddress Address { get; }

    public int Datagrams => Ids.Count;

    public int Streams { get; private set; }

    public ConcurrentBag<int> Ids { get; } = [];

    public ConcurrentBag<int> Ports { get; } = [];

    public EndPoint? LastClient { get; private set; }

    /// <summary>In a sandbox instead of the host's network.</summary>
    public static TestUpstream Start(TestSandbox sandbox, IPAddress address, Func<byte[], List<byte[]>> answer) =>
        new(address, answer, NetworkNamespace.Run(sandbox.Path, () => Bind(address)));

    /// <summary>An address of the loopback that no other test has.</summary>
    public static IPAddress FreeAddress() =>
        new([127, (byte)Random.Shared.Next(2, 255), (byte)Random.Shared.Next(1, 255), (byte)Random.Shared.Next(1, 255)]);

    public async ValueTask DisposeAsync()
    {
        _datagrams.Dispose();
        _streams.Dispose();
        await _serving;
    }

    private static (Socket Datagrams, Socket Streams) Bind(IPAddress address)
    {
        Socket datagrams = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Socket streams = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        datagrams.Bind(new IPEndPoint(address, 53));
        streams.Bind(new IPEndPoint(address, 53));
        streams.Listen();
        return (datagrams, streams);
    }

    private async Task ServeDatagramsAsync()
    {
        byte[] buffer = new byte[65536];
        try
        {
            while (true)
            {
                SocketReceiveFromResult received = await _datagrams.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                LastClient = received.RemoteEndPoint;
                byte[] query = buffer[..received.ReceivedBytes];
                Ids.Add((query[0] << 8) | query[1]);
                Ports.Add(((IPEndPoint)received.RemoteEndPoint).Port);
                foreach (byte[] answer in _answer(query))
                {
                    await _datagrams.SendToAsync(answer, received.RemoteEndPoint);
                }
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeStreamsAsync()
    {
        try
        {
            while (true)
            {
                using Socket connection = await _streams.AcceptAsync();
                using NetworkStream stream = new(connection);
                byte[] prefix = new byte[2];
                await stream.ReadExactlyAsync(prefix);
                byte[] query = new byte[(prefix[0] << 8) | prefix[1]];
                await stream.ReadExactlyAsync(query);
                Streams++;
                foreach (byte[] answer in _answer(query))
                {
                    await stream.WriteAsync(TestQuery.Framed(answer));
                }
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException or IOException)
        {
        }
    }
}
