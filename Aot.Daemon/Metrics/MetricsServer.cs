using Aot.Daemon.Config;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Aot.Daemon.Metrics;

/// <summary>GET /metrics on TCP. A server of its own, so that nothing but metrics can ever be asked for there.</summary>
internal sealed partial class MetricsServer : IAsyncDisposable
{
    // A scraper uses one; a few may look on.
    private const int MostConnections = 16;

    private readonly MetricsAddress _address;
    private readonly MetricsCollector _collector;
    private readonly ILogger _logger;
    private readonly WebApplication _application;

    public MetricsServer(MetricsAddress address, MetricsCollector collector, ILoggerFactory loggers)
    {
        (_address, _collector) = (address, collector);
        _logger = loggers.CreateLogger("Aot.Daemon.Metrics");
        WebApplicationBuilder builder = BareServer.CreateBuilder(loggers);
        builder.WebHost.ConfigureKestrel(Configure);
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    /// <summary>Where it listens, once started: `http://127.0.0.1:9323`.</summary>
    public string Url => _application.Urls.FirstOrDefault() ?? "";

    /// <summary>Listens. Conflict when the address cannot be listened on.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _application.StartAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException)
        {
            throw new DaemonException(ErrorKind.Conflict, $"metrics-addr {_address}: {failure.Message}", failure);
        }

        LogListening(_logger, Url);
    }

    public async ValueTask DisposeAsync()
    {
        // A scrape takes milliseconds; who holds a connection for longer is not waited for.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
        _collector.Dispose();
    }

    private void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = MostConnections;
        options.Limits.MaxRequestBodySize = 0;
        options.Listen(_address.Address, _address.Port, static listen => listen.Protocols = HttpProtocols.Http1);
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var text = new PooledBuffer();
        if (http.Request.Path != "/metrics")
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (http.Request.Method != "GET")
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            http.Response.Headers.Allow = "GET";
        }
        else
        {
            http.Response.ContentType = PrometheusText.ContentType;
            _collector.Write(text);
        }

        http.Response.ContentLength = text.WrittenSpan.Length;
        await http.Response.Body.WriteAsync(text.WrittenMemory);
    }

    [LoggerMessage(5000, LogLevel.Information, "Metrics are served at {Url}/metrics")]
    private static partial void LogListening(ILogger logger, string url);
}
