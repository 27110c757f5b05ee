using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Aot.Benchmarks.Daemons;

/// <summary>The few calls that are timed, over one kept connection to a unix socket.</summary>
internal sealed class EngineClient : IDisposable
{
    private const string Version = "/v1.41";
    private readonly HttpClient _client;

    public EngineClient(string socketPath) => _client = new HttpClient(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://docker"),

        // dockerd takes minutes for a thousand ports.
        Timeout = TimeSpan.FromMinutes(15),
    };

    public async Task LoadAsync(byte[] archive)
    {
        using var content = new ByteArrayContent(archive);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        string answer = await SendAsync(HttpMethod.Post, "/images/load?quiet=1", content);
        if (answer.Contains("\"error\"", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(answer);
        }
    }

    /// <summary>Creates a container; gives its id.</summary>
    public Task<string> CreateAsync(string image, string network, params string[] command) =>
        CreateAsync($$"""{"Image":"{{image}}","Cmd":{{JsonSerializer.Serialize(command)}},"HostConfig":{"NetworkMode":"{{network}}"} }""");

    /// <summary>Creates a container of a request's body; gives its id.</summary>
    /// <param name="name">Its name; null: the daemon chooses.</param>
    public async Task<string> CreateAsync(string body, string? name = null)
    {
        string answer = await SendAsync(HttpMethod.Post, "/containers/create" + (name is null ? "" : "?name=" + name), new StringContent(body, Encoding.UTF8, "application/json"));
        return JsonDocument.Parse(answer).RootElement.GetProperty("Id").GetString()!;
    }

    /// <summary>Creates a bridge network.</summary>
    public Task CreateNetworkAsync(string name) =>
        SendAsync(HttpMethod.Post, "/networks/create", new StringContent($$"""{"Name":"{{name}}"}""", Encoding.UTF8, "application/json"));

    public Task RemoveNetworkAsync(string name) => SendAsync(HttpMethod.Delete, "/networks/" + name, null);

    /// <summary>NetworkSettings of a container.</summary>
    public async Task<JsonElement> NetworkSettingsAsync(string id) =>
        JsonDocument.Parse(await GetAsync($"/containers/{id}/json")).RootElement.GetProperty("NetworkSettings");

    public Task StartAsync(string id) => SendAsync(HttpMethod.Post, $"/containers/{id}/start", null);

    /// <summary>Waits for the end; gives the exit code.</summary>
    public async Task<int> WaitAsync(string id)
    {
        string answer = await SendAsync(HttpMethod.Post, $"/containers/{id}/wait", null);
        return JsonDocument.Parse(answer).RootElement.GetProperty("StatusCode").GetInt32();
    }

    public Task RemoveAsync(string id) => SendAsync(HttpMethod.Delete, $"/containers/{id}?force=1", null);

    public Task<string> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public void Dispose() => _client.Dispose();

    private async Task<string> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, Version + path) { Content = content };
        using HttpResponseMessage response = await _client.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? body
            : throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {body}");
    }
}
