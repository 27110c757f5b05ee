namespace Aot.Daemon.Engine;

/// <summary>
/// One attachment to a process. Output comes in the Engine API's own form: raw bytes for a terminal, else frames of an 8-byte header
/// (stream number 1 or 2, three zeros, big-endian length) and that many bytes; so it can be relayed as it is.
/// </summary>
internal interface IProcessStream : IAsyncDisposable
{
    /// <summary>Reads output; 0 at its end, which comes after the process's last output.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Writes to the process's standard input; an IOException once nobody reads it.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>The attached side has no more input. The process sees the end of its input if its options say stdin is closed
    /// with its first attachment (StdinOnce; always so for execs); otherwise its input stays open.</summary>
    ValueTask CompleteInputAsync(CancellationToken cancellationToken);
}
