using System.IO.Pipelines;
using System.Text;
using Aot.Daemon.Http;

namespace Aot.Daemon.Tests.Fakes;

/// <summary>The other end of a hijacked connection.</summary>
internal sealed class FakeClient : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly Pipe _sent = new();
    private readonly Pipe _received = new();
    private readonly CancellationTokenSource _closed = new();

    public FakeClient() => Connection = new HijackedStream(_sent.Reader, _received.Writer, _closed.Token);

    public HijackedStream Connection { get; }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await _sent.Writer.WriteAsync(bytes);

    public void HalfClose() => _sent.Writer.Complete();

    public void Leave() => _closed.Cancel();

    public async Task<byte[]> ReceiveAsync(int count)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        byte[] bytes = new byte[count];
        await _received.Reader.AsStream(leaveOpen: true).ReadExactlyAsync(bytes, deadline.Token);
        return bytes;
    }

    public async Task<string> ReceiveTextAsync(int count) => Encoding.UTF8.GetString(await ReceiveAsync(count));

    public async Task<byte[]> ReceiveToEndAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        using var all = new MemoryStream();
        await _received.Reader.AsStream().CopyToAsync(all, deadline.Token);
        return all.ToArray();
    }

    public void Dispose() => _closed.Dispose();
}
