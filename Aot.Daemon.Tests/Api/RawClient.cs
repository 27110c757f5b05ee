using System.Net.Sockets;
using System.Text;

namespace Aot.Daemon.Tests.Api;

/// <summary>A client that sends bytes as told and half-closes when told. Every wait has a deadline.</summary>
internal sealed class RawClient(Socket socket) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public Socket Socket { get; } = socket;

    public static async Task<RawClient> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        return new RawClient(socket);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (bytes.Length > 0)
        {
            bytes = bytes[await Socket.SendAsync(bytes, deadline.Token)..];
        }
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public void HalfClose() => Socket.Shutdown(SocketShutdown.Send);

    public async Task<byte[]> ReadToEndAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var all = new MemoryStream();
        byte[] buffer = new byte[65536];
        while (true)
        {
            int count = await Socket.ReceiveAsync(buffer, deadline.Token);
            if (count == 0)
            {
                return all.ToArray();
            }

            all.Write(buffer, 0, count);
        }
    }

    /// <summary>Reads until the text read so far ends as given.</summary>
    public async Task<string> ReadUntilAsync(string ending)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var text = new StringBuilder();
        byte[] one = new byte[1];
        while (!text.ToString().EndsWith(ending, StringComparison.Ordinal))
        {
            if (await Socket.ReceiveAsync(one, deadline.Token) == 0)
            {
                throw new IOException($"the connection ended after: {text}");
            }

            text.Append((char)one[0]);
        }

        return text.ToString();
    }

    public void Dispose() => Socket.Dispose();
}
