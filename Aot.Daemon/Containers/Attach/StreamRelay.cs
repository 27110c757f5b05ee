using System.Buffers;
using Aot.Daemon.Engine;
using Aot.Daemon.Http;

namespace Aot.Daemon.Containers.Attach;

/// <summary>Copies between a hijacked connection and a process, both ways, until one of them ends it.</summary>
internal sealed class StreamRelay(HijackedStream client, IProcessStream process)
{
    private const int BufferSize = 32 * 1024;

    /// <summary>What the client sends goes to the process.</summary>
    public bool HasInput { get; init; }

    /// <summary>The keys that end the relay; null looks for none.</summary>
    public DetachKeys? DetachKeys { get; init; }

    /// <summary>The end of the client's input ends the relay. Otherwise the process is told, and its output goes on.</summary>
    public bool EndsWithInput { get; init; }

    /// <summary>Relays. Both streams stay the caller's to dispose; neither is used any more when this returns.</summary>
    public async Task<RelayEnd> RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, client.Closed);
        Task<RelayEnd> output = CopyOutputAsync(stop.Token);
        Task<RelayEnd?> input = HasInput ? CopyInputAsync(stop.Token) : Task.FromResult<RelayEnd?>(null);

        await Task.WhenAny(output, input);
        if (!output.IsCompleted && await input is null)
        {
            // The input ended, and the output goes on.
            await Task.WhenAny(output);
        }

        bool hasEnded = output.IsCompleted;
        await stop.CancelAsync();
        RelayEnd outputEnd = await output;
        RelayEnd? inputEnd = await input;
        cancellationToken.ThrowIfCancellationRequested();
        return hasEnded ? outputEnd : inputEnd ?? RelayEnd.ClientGone;
    }

    private async Task<RelayEnd> CopyOutputAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (true)
            {
                int count = await process.ReadAsync(buffer, cancellationToken);
                if (count == 0)
                {
                    return RelayEnd.ProcessEnded;
                }

                await client.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Disposed: a write to the process that is cancelled half-way leaves its stream of no use.
            return RelayEnd.ClientGone;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Null when the input ended and the relay goes on.</summary>
    private async Task<RelayEnd?> CopyInputAsync(CancellationToken cancellationToken)
    {
        DetachScanner? scanner = DetachKeys is null ? null : new DetachScanner(DetachKeys);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        byte[] passed = scanner is null ? buffer : ArrayPool<byte>.Shared.Rent(BufferSize + scanner.MaxHeld);
        try
        {
            while (true)
            {
                int count = await client.ReadAsync(buffer.AsMemory(0, BufferSize), cancellationToken);
                if (count == 0)
                {
                    return await EndInputAsync(scanner, cancellationToken);
                }

                bool isDetached = scanner is not null && scanner.Scan(buffer.AsSpan(0, count), passed, out count);
                if (count > 0)
                {
                    await WriteAsync(passed.AsMemory(0, count), cancellationToken);
                }

                if (isDetached)
                {
                    return RelayEnd.Detached;
                }
            }
        }
        catch (ProcessInputClosedException)
        {
            // The process reads no more; it may still write.
            return null;
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            return RelayEnd.ClientGone;
        }
        finally
        {
            if (passed != buffer)
            {
                ArrayPool<byte>.Shared.Return(passed);
            }

            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<RelayEnd?> EndInputAsync(DetachScanner? scanner, CancellationToken cancellationToken)
    {
        if (scanner?.Flush() is { Length: > 0 } held)
        {
            await WriteAsync(held, cancellationToken);
        }

        if (EndsWithInput)
        {
            return RelayEnd.InputEnded;
        }

        try
        {
            await process.CompleteInputAsync(cancellationToken);
        }
        catch (IOException)
        {
            // Nobody reads it any more, which is what it was to be told.
        }

        return null;
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await process.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException closed)
        {
            throw new ProcessInputClosedException(closed);
        }
    }

    private sealed class ProcessInputClosedException(IOException inner) : Exception(inner.Message, inner);
}
