using System.Net.Sockets;
using Aot.Daemon.Primitives;
using Aot.Daemon.Supervisor.Contracts;

namespace Aot.Daemon.Engine.Embedded;

/// <summary>An attachment: output comes as the supervisor made it, input is framed (<see cref="AttachFrame"/>).</summary>
internal sealed class SupervisorStream(Socket socket) : IProcessStream
{
    private readonly AsyncGate _writing = new();
    private bool _completed;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, cancellationToken);
        }
        catch (SocketException)
        {
            // The supervisor is gone; with it the rest of this attachment's output.
            return 0;
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (!bytes.IsEmpty)
        {
            await SendAsync(bytes, cancellationToken);
        }
    }

    public async ValueTask CompleteInputAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(default, cancellationToken);
            _completed = true;
        }
        catch (IOException)
        {
            // Nobody is left to be told.
        }
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        _writing.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A frame; one without bytes ends the input. Once begun it is sent whole, or the stream is of no use any more.</summary>
    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using AsyncGate.Holder holder = await _writing.EnterAsync(cancellationToken);
        if (_completed)
        {
            throw new IOException("the input has been completed");
        }

        byte[] header = new byte[AttachFrame.HeaderSize];
        AttachFrame.WriteHeader(header, bytes.Length);
        try
        {
            await SendAllAsync(header, cancellationToken);
            await SendAllAsync(bytes, cancellationToken);
        }
        catch (SocketException failure)
        {
            throw new IOException("nobody reads the process's input any more", failure);
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, cancellationToken)..];
        }
    }
}
