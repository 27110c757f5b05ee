using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Http;

/// <summary>One request: its version, route values, query and body, and the ways to answer it.</summary>
internal sealed class ApiContext(HttpContext http, ApiVersion version, RouteValues routeValues)
{
    public HttpContext Http { get; } = http;

    public ApiVersion Version { get; } = version;

    /// <summary>Fires when the client has really gone, not when it merely closed its sending side.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>The decoded text that a `{name}` of the route's pattern matched.</summary>
    public string Route(string name) => routeValues[name];

    /// <summary>A query parameter; null when absent.</summary>
    public string? Query(string name) => throw DaemonException.NotImplemented(name);

    /// <summary>All values of a query parameter that may be repeated (names=a&amp;names=b).</summary>
    public IReadOnlyList<string> QueryAll(string name) => throw DaemonException.NotImplemented(name);

    /// <summary>A boolean by the Engine API's rule: absent gives the default; empty, 0, no, false and none are false; all else is true.</summary>
    public bool QueryFlag(string name, bool absent = false) => throw DaemonException.NotImplemented(name);

    /// <summary>A whole number; null when absent or empty; Invalid when it is none.</summary>
    public int? QueryInt(string name) => throw DaemonException.NotImplemented(name);

    /// <summary>The `filters` parameter, in either of its two JSON forms ({"a":["b"]} and {"a":{"b":true}}); Invalid when malformed.</summary>
    public Filters QueryFilters() => throw DaemonException.NotImplemented("filters");

    /// <summary>Reads the body as JSON. Invalid for malformed JSON, wrong types, data after the value, or a wrong content type; unknown
    /// fields are ignored, as dockerd does. An empty body gives null.</summary>
    public ValueTask<T?> ReadJsonAsync<T>(JsonTypeInfo<T> type)
        where T : class => throw DaemonException.NotImplemented(type.ToString()!);

    /// <summary>Answers with JSON.</summary>
    public Task WriteJsonAsync<T>(int status, T value, JsonTypeInfo<T> type) => throw DaemonException.NotImplemented(type.ToString()!);

    /// <summary>Answers with a status and no body (204, 201, ...).</summary>
    public Task WriteStatusAsync(int status) => throw DaemonException.NotImplemented(status.ToString());

    /// <summary>Starts an answer of unknown length with status 200 and sends its headers at once. The stream flushes each write to the client.</summary>
    public Task<Stream> StartStreamAsync(string contentType) => throw DaemonException.NotImplemented(contentType);

    /// <summary>Takes the connection over from HTTP: answers `101 UPGRADED` when the client asked for an upgrade, else 200, and hands out the raw bytes
    /// both ways. The request's body must have been read before. Content type: application/vnd.docker.raw-stream or
    /// application/vnd.docker.multiplexed-stream.</summary>
    public Task<HijackedStream> HijackAsync(string contentType) => throw DaemonException.NotImplemented(contentType);
}
