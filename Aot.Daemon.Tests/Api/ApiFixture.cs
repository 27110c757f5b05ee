using Aot.Daemon.Api;
using Aot.Daemon.Http;

namespace Aot.Daemon.Tests.Api;

/// <summary>An API server of the test's own on a socket of its own.</summary>
internal sealed class ApiFixture : IAsyncDisposable
{
    private readonly string _folder;
    private readonly ApiServer _server;

    private ApiFixture(string folder, ApiServer server, string path, RecordingLoggers log)
    {
        _folder = folder;
        _server = server;
        SocketPath = path;
        Log = log;
    }

    public string SocketPath { get; }

    /// <summary>What the server logged.</summary>
    public RecordingLoggers Log { get; }

    public static async Task<ApiFixture> StartAsync(params (string Method, string Pattern, ApiHandler Handler)[] routes)
    {
        var table = new RouteTable();
        foreach (var (method, pattern, handler) in routes)
        {
            table.Add(method, pattern, handler);
        }

        return await StartAsync(table);
    }

    public static async Task<ApiFixture> StartAsync(RouteTable table)
    {
        string folder = Directory.CreateTempSubdirectory("aotd-api-").FullName;
        string path = Path.Combine(folder, "d.sock");
        var log = new RecordingLoggers();
        var server = new ApiServer(table, log, [new UnixListenOptions(path)], "1.2.3");
        await server.StartAsync(CancellationToken.None);
        return new ApiFixture(folder, server, path, log);
    }

    public Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(SocketPath);

    /// <summary>Sends a request on a connection of its own that ends with the answer.</summary>
    public async Task<RawResponse> SendAsync(string method, string target, string? body = null, string contentType = "application/json")
    {
        using RawClient client = await ConnectAsync();
        string head = $"{method} {target} HTTP/1.1\r\nHost: d\r\nConnection: close\r\n";
        await client.SendAsync(body is null ? head + "\r\n"
            : $"{head}Content-Type: {contentType}\r\nContent-Length: {System.Text.Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
        return RawResponse.Parse(await client.ReadToEndAsync());
    }

    public async Task StopAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _server.StopAsync(deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
