using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Aot.Daemon.Http.Hijacking;
using Aot.Daemon.Http.Json;
using Aot.Daemon.Primitives;
using Microsoft.Extensions.Primitives;

namespace Aot.Daemon.Http;

/// <summary>One request: its version, route values, query and body, and the ways to answer it.</summary>
internal sealed class ApiContext(HttpContext http, ApiVersion version, RouteValues routeValues)
{
    private const string JsonType = "application/json";

    public HttpContext Http { get; } = http;

    public ApiVersion Version { get; } = version;

    /// <summary>Fires when the client has really gone, not when it merely closed its sending side.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>The decoded text that a `{name}` of the route's pattern matched.</summary>
    public string Route(string name) => routeValues[name];

    /// <summary>A query parameter; null when absent.</summary>
    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out StringValues values) ? values[0] ?? "" : null;

    /// <summary>All values of a query parameter that may be repeated (names=a&amp;names=b).</summary>
    public IReadOnlyList<string> QueryAll(string name) => Array.ConvertAll(Http.Request.Query[name].ToArray(), value => value ?? "");

    /// <summary>A boolean by the Engine API's rule: absent gives the default; empty, 0, no, false and none are false; all else is true.</summary>
    public bool QueryFlag(string name, bool absent = false) => Query(name) switch
    {
        null => absent,
        string text => text.Trim().ToLowerInvariant() is not ("" or "0" or "no" or "false" or "none"),
    };

    /// <summary>A whole number; null when absent or empty; Invalid when it is none.</summary>
    public int? QueryInt(string name)
    {
        string? text = Query(name);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw DaemonException.Invalid($"invalid value \"{text}\" for {name}: not a whole number");
    }

    /// <summary>The `filters` parameter, in either of its two JSON forms ({"a":["b"]} and {"a":{"b":true}}); Invalid when malformed.</summary>
    public Filters QueryFilters() => Filters.Parse(Query("filters"));

    /// <summary>Reads the body as JSON. Invalid for malformed JSON, wrong types, data after the value, or a wrong content type; unknown
    /// fields are ignored, as dockerd does. An empty body gives null.</summary>
    public ValueTask<T?> ReadJsonAsync<T>(JsonTypeInfo<T> type)
        where T : class => JsonBody.ReadAsync(Http.Request, type, Aborted);

    /// <summary>Answers with JSON.</summary>
    public async Task WriteJsonAsync<T>(int status, T value, JsonTypeInfo<T> type)
    {
        using var buffer = new JsonBuffer();
        buffer.Write(value, type);
        Http.Response.StatusCode = status;
        Http.Response.ContentType = JsonType;
        Http.Response.ContentLength = buffer.Written.Length;
        if (!HttpMethods.IsHead(Http.Request.Method))
        {
            await Http.Response.BodyWriter.WriteAsync(buffer.Written, Aborted);
        }
    }

    /// <summary>Answers with a status and no body (204, 201, ...).</summary>
    public Task WriteStatusAsync(int status)
    {
        Http.Response.StatusCode = status;
        if (status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
        {
            Http.Response.ContentLength = 0;
        }

        return Task.CompletedTask;
    }

    /// <summary>Starts an answer of unknown length with status 200 and sends its headers at once. The stream flushes each write to the client.</summary>
    public async Task<Stream> StartStreamAsync(string contentType)
    {
        Http.Response.StatusCode = StatusCodes.Status200OK;
        Http.Response.ContentType = contentType;
        await Http.Response.StartAsync(Aborted);
        await Http.Response.BodyWriter.FlushAsync(Aborted);
        return new FlushingStream(Http.Response.BodyWriter);
    }

    /// <summary>Takes the connection over from HTTP: answers `101 UPGRADED` when the client asked for an upgrade, else 200, and hands out the raw bytes
    /// both ways. The request's body must have been read before. Content type: application/vnd.docker.raw-stream or
    /// application/vnd.docker.multiplexed-stream.</summary>
    public Task<HijackedStream> HijackAsync(string contentType) => Hijack.StartAsync(Http, contentType);
}
