using System.IO.Pipelines;
using System.Text;
using Aot.Daemon.Engine;

namespace Aot.Daemon.Tests.Fakes;

/// <summary>An attachment whose output the test writes, and whose input it reads.</summary>
internal sealed class ScriptedStream(AttachOptions options) : IProcessStream
{
    private readonly Pipe _output = new();
    private readonly MemoryStream _input = new();

    public AttachOptions Options { get; } = options;

    public TaskCompletionSource InputCompleted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsDisposed { get; private set; }

    /// <summary>Nobody reads the process's input any more.</summary>
    public bool InputIsBroken { get; set; }

    /// <summary>What the process read so far.</summary>
    public byte[] Input
    {
        get
        {
            lock (_input)
            {
                return _input.ToArray();
            }
        }
    }

    public string InputText => Encoding.UTF8.GetString(Input);

    public async Task WriteOutputAsync(string text) => await _output.Writer.WriteAsync(Encoding.UTF8.GetBytes(text));

    public void EndOutput() => _output.Writer.Complete();

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        await _output.Reader.AsStream().ReadAsync(buffer, cancellationToken);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (InputIsBroken)
        {
            throw new IOException("Broken pipe");
        }

        lock (_input)
        {
            _input.Write(bytes.Span);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask CompleteInputAsync(CancellationToken cancellationToken)
    {
        InputCompleted.TrySetResult();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
