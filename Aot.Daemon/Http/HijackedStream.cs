using System.Buffers;
using System.IO.Pipelines;

namespace Aot.Daemon.Http;

/// <summary>The raw connection of a hijacked request. The client may close its sending side (reads give 0) and still expect output.</summary>
internal sealed class HijackedStream(PipeReader input, PipeWriter output, CancellationToken closed) : IAsyncDisposable
{
    /// <summary>Fires when the client is really gone.</summary>
    public CancellationToken Closed { get; } = closed;

    /// <summary>Reads what the client sends; 0 once it has closed its sending side.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ReadResult result = await input.ReadAsync(cancellationToken);
        int count = (int)Math.Min(result.Buffer.Length, buffer.Length);
        var taken = result.Buffer.Slice(0, count);
        taken.CopyTo(buffer.Span);
        input.AdvanceTo(taken.End);
        return count;
    }

    /// <summary>Writes to the client; a ClientGoneException (an IOException) when it is gone.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        FlushResult result = await output.WriteAsync(bytes, cancellationToken);
        if (result.IsCompleted)
        {
            throw new ClientGoneException();
        }
    }

    /// <summary>Ends the connection once all that was written is sent.</summary>
    public ValueTask DisposeAsync() => output.CompleteAsync();
}
