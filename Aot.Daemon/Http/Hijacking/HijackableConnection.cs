using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Aot.Daemon.Http.Hijacking;

/// <summary>
/// Stands between a client's connection and the HTTP server. It tells the server that the connection is closed only when the client
/// is really gone (the server's own rule, end-of-file, would abort an answer that a half-closed client waits for), and it lets a request take the raw
/// bytes over: from then on the server reads end-of-file and its writes go nowhere.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The token source has neither timer nor wait handle, and it may be cancelled late.")]
internal sealed class HijackableConnection : IDuplexPipe
{
    private readonly IDuplexPipe _transport;
    private readonly Socket _socket;
    private readonly HangUpWatch _watch;
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private IDisposable? _watched;
    private bool _ended;

    private HijackableConnection(IDuplexPipe transport, Socket socket, HangUpWatch watch)
    {
        _transport = transport;
        _socket = socket;
        _watch = watch;
        Closed = _closed.Token;
        Input = new HijackableReader(this, transport.Input);
        Output = new HijackableWriter(this, transport.Output);
    }

    /// <summary>What the HTTP server reads.</summary>
    public PipeReader Input { get; }

    /// <summary>What the HTTP server writes.</summary>
    public PipeWriter Output { get; }

    /// <summary>Fires when the client is really gone.</summary>
    public CancellationToken Closed { get; }

    /// <summary>The bytes belong to a request's handler, no longer to the HTTP server.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>The connection middleware: runs the HTTP server on a wrapped connection.</summary>
    public static async Task RunAsync(ConnectionContext connection, ConnectionDelegate next, HangUpWatch watch)
    {
        Socket socket = connection.Features.Get<IConnectionSocketFeature>()!.Socket;
        IDuplexPipe transport = connection.Transport;
        CancellationToken transportClosed = connection.ConnectionClosed;
        var wrapped = new HijackableConnection(transport, socket, watch);
        connection.Features.Set(wrapped);
        connection.Transport = wrapped;
        connection.ConnectionClosed = wrapped.Closed;
        try
        {
            // The transport reads on into its buffer, so the end of what the client sends is seen although nobody asks for it.
            using (transportClosed.UnsafeRegister(static state => ((HijackableConnection)state!).OnTransportClosed(), wrapped))
            {
                await next(connection);
            }
        }
        finally
        {
            wrapped.End();
            connection.ConnectionClosed = transportClosed;
            connection.Transport = transport;
            if (wrapped.IsTaken)
            {
                await transport.Input.CompleteAsync();
                await transport.Output.CompleteAsync();
            }
        }
    }

    /// <summary>Hands the transport's pipes to a request's handler.</summary>
    public IDuplexPipe Take()
    {
        IsTaken = true;

        // Not only after end-of-file: while the handler does not read, because the container does not, end-of-file stays unseen.
        Watch();
        return _transport;
    }

    private void OnTransportClosed()
    {
        if (HangUpWatch.IsGone(_socket))
        {
            _closed.Cancel();
        }
        else
        {
            Watch();
        }
    }

    private void Watch()
    {
        lock (_gate)
        {
            if (_ended || _watched is not null)
            {
                return;
            }

            try
            {
                _watched = _watch.Add(_socket, _closed.Cancel);
            }
            catch (ObjectDisposedException)
            {
                // The transport has closed the socket already, or the server is stopping: its pipes say so.
            }
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _ended = true;
            _watched?.Dispose();
        }
    }
}
