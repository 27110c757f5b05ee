using System.Buffers.Binary;
using System.IO.Pipelines;
using Aot.Daemon.Engine;

namespace Aot.Daemon.Tests.Engine;

/// <summary>An attachment to a process of the fake engine. Like the real one it holds the process up when nobody reads it.</summary>
internal sealed class FakeStream(FakeProcess process, AttachOptions options, bool raw) : IProcessStream
{
    private readonly Pipe _output = new(new PipeOptions(pauseWriterThreshold: 1024 * 1024, resumeWriterThreshold: 256 * 1024));

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        await _output.Reader.AsStream(leaveOpen: true).ReadAsync(buffer, cancellationToken);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (options.Stdin)
        {
            await process.WriteInputAsync(bytes, cancellationToken);
        }
    }

    public async ValueTask CompleteInputAsync(CancellationToken cancellationToken)
    {
        if (options.Stdin)
        {
            await process.CompleteInputAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        process.Forget(this);
        _output.Reader.Complete();
        return ValueTask.CompletedTask;
    }

    internal async Task PassAsync(int stream, ReadOnlyMemory<byte> output, CancellationToken cancellationToken)
    {
        if (!(stream == 1 ? options.Stdout : options.Stderr))
        {
            return;
        }

        if (!raw)
        {
            Memory<byte> header = _output.Writer.GetMemory(8)[..8];
            header.Span.Clear();
            header.Span[0] = (byte)stream;
            BinaryPrimitives.WriteInt32BigEndian(header.Span[4..], output.Length);
            _output.Writer.Advance(8);
        }

        await _output.Writer.WriteAsync(output, cancellationToken);
    }

    internal void CompleteOutput() => _output.Writer.Complete();
}
