namespace Aot.Daemon.Images.Content;

/// <summary>Reads bytes that were taken from a stream already, then the stream. The stream stays open.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ReadOnlyStream
{
    private ReadOnlyMemory<byte> _prefix = prefix;

    /// <summary>Takes the first bytes of a stream, fewer if it is shorter, and gives a stream that delivers all.</summary>
    public static async ValueTask<(PrefixedStream All, ReadOnlyMemory<byte> Start)> PeekAsync(
        Stream stream, int count, CancellationToken cancellationToken)
    {
        var start = new byte[count];
        int read = await stream.ReadAtLeastAsync(start, count, throwOnEndOfStream: false, cancellationToken);
        return (new PrefixedStream(start.AsMemory(0, read), stream), start.AsMemory(0, read));
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_prefix.IsEmpty)
        {
            return rest.ReadAsync(buffer, cancellationToken);
        }

        int count = Math.Min(_prefix.Length, buffer.Length);
        _prefix[..count].CopyTo(buffer);
        _prefix = _prefix[count..];
        return ValueTask.FromResult(count);
    }
}
