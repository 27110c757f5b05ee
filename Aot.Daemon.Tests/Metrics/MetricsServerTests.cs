using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Config;
using Aot.Daemon.Metrics;
using Aot.Daemon.Primitives;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aot.Daemon.Tests.Metrics;

public sealed class MetricsServerTests : IAsyncLifetime
{
    private readonly Meter _meter = new("tests");
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly MetricsServer _server;

    public MetricsServerTests()
    {
        _meter.CreateObservableGauge("now", () => 1L);
        _server = Server("127.0.0.1:0");
    }

    public Task InitializeAsync() => _server.StartAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _client.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Metrics_are_answered_in_prometheus_text_format()
    {
        using HttpResponseMessage response = await _client.GetAsync(_server.Url + "/metrics");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Contains("# TYPE now gauge\nnow 1\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/", HttpStatusCode.NotFound)]
    [InlineData("GET", "/metrics/", HttpStatusCode.NotFound)]
    [InlineData("GET", "/_ping", HttpStatusCode.NotFound)]
    [InlineData("POST", "/containers/create", HttpStatusCode.NotFound)]
    [InlineData("POST", "/metrics", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/metrics", HttpStatusCode.MethodNotAllowed)]
    public async Task Nothing_else_is(string method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), _server.Url + path);
        using HttpResponseMessage response = await _client.SendAsync(request);
        Assert.Equal((status, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task An_address_that_is_taken_is_a_conflict()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using MetricsServer second = Server(taken.LocalEndpoint.ToString()!);
        var conflict = await Assert.ThrowsAsync<DaemonException>(() => second.StartAsync(CancellationToken.None));
        Assert.Equal(ErrorKind.Conflict, conflict.Kind);
        Assert.StartsWith($"metrics-addr {taken.LocalEndpoint}: ", conflict.Message, StringComparison.Ordinal);
    }

    private MetricsServer Server(string address) => new(MetricsAddress.Parse(address), new MetricsCollector(_meter), NullLoggerFactory.Instance);
}
