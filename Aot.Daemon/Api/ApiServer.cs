using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Http;
using Aot.Daemon.Http.Hijacking;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Aot.Daemon.Api;

/// <summary>The HTTP server on its unix sockets.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly IReadOnlyList<UnixListenOptions> _sockets;
    private readonly ILogger _logger;
    private readonly HangUpWatch _watch = new();
    private readonly WebApplication _application;

    /// <param name="version">The daemon's version, for the Server header.</param>
    public ApiServer(RouteTable routes, ILoggerFactory loggers, IReadOnlyList<UnixListenOptions> sockets, string version)
    {
        _sockets = sockets;
        _logger = loggers.CreateLogger("Aot.Daemon.Api");
        WebApplicationBuilder builder = BareServer.CreateBuilder(loggers);
        builder.WebHost.ConfigureKestrel(Configure);
        builder.WebHost.UseSockets(options => options.CreateBoundListenSocket = Bind);

        _application = builder.Build();
        _application.Run(new RequestDispatcher(routes, version, _logger).HandleAsync);
    }

    /// <summary>Listens; when this returns, the first request is answered. Conflict when a live daemon listens on one of the sockets.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _application.StartAsync(cancellationToken);
        foreach (UnixListenOptions socket in _sockets)
        {
            ApiLog.Listening(_logger, socket.Path);
        }
    }

    /// <summary>Takes no further connection and waits for the running requests; those that still run when the token fires are broken off.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _application.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _watch.Dispose();
    }

    private void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;

        // Archives are streamed and bounded by the disk; JSON bodies are bounded where they are read.
        options.Limits.MaxRequestBodySize = null;

        // A client may look at a log or feed an archive as slowly as it likes, and keep its connection.
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.KeepAliveTimeout = TimeSpan.FromHours(1);

        // Filters travel in the request line, registry credentials in headers; Go's limit for both together is 1 MB.
        options.Limits.MaxRequestLineSize = 64 * 1024;
        options.Limits.MaxRequestHeadersTotalSize = 256 * 1024;
        foreach (UnixListenOptions socket in _sockets)
        {
            options.ListenUnixSocket(socket.Path, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection => HijackableConnection.RunAsync(connection, next, _watch));
            });
        }
    }

    private Socket Bind(EndPoint endpoint)
    {
        string path = ((UnixDomainSocketEndPoint)endpoint).ToString();
        foreach (UnixListenOptions socket in _sockets)
        {
            if (socket.Path == path)
            {
                return UnixListener.Bind(socket, stale => ApiLog.StaleSocket(_logger, stale));
            }
        }

        throw new InvalidOperationException($"nothing is to listen on {path}");
    }
}
