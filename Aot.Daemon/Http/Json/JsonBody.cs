using System.Buffers;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Http.Json;

/// <summary>Reads a request's body as one JSON value, by dockerd's rules.</summary>
internal static class JsonBody
{
    /// <summary>No JSON that a client sends comes near it; what is larger is refused before it takes memory.</summary>
    public const int MaximumBytes = 4 * 1024 * 1024;

    /// <summary>Levels of nesting; the serializer's own default.</summary>
    private const int MaximumDepth = 64;

    private const string MediaType = "application/json";

    /// <summary>The value; null for an empty body.</summary>
    public static async ValueTask<T?> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        bool chunked = request.ContentLength is null && request.Headers.TransferEncoding.Count > 0;
        if (!chunked && request.ContentLength.GetValueOrDefault() == 0)
        {
            return null;
        }

        CheckContentType(request);
        PipeReader reader = request.BodyReader;
        while (true)
        {
            ReadResult result = await reader.ReadAsync(cancellationToken);
            if (result.Buffer.Length > MaximumBytes)
            {
                throw DaemonException.Invalid($"invalid JSON: the request's body is larger than {MaximumBytes} bytes");
            }

            if (!result.IsCompleted)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }

            try
            {
                return Parse(result.Buffer, type);
            }
            finally
            {
                reader.AdvanceTo(result.Buffer.End);
            }
        }
    }

    /// <summary>Parses a whole body; null when it is empty.</summary>
    public static T? Parse<T>(in ReadOnlySequence<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        if (body.IsEmpty)
        {
            return null;
        }

        try
        {
            Check(body);
            var reader = new Utf8JsonReader(body);
            return JsonSerializer.Deserialize(ref reader, type);
        }
        catch (JsonException malformed)
        {
            throw DaemonException.Invalid($"invalid JSON: {malformed.Message}", malformed);
        }
    }

    /// <summary>One walk over the tokens before anything is built: finds malformed JSON and data after the value, and refuses null in an
    /// array, which would otherwise reach the features as a null that no type announces.</summary>
    private static void Check(in ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaximumDepth });
        Span<bool> inArray = stackalloc bool[MaximumDepth];
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    inArray[reader.CurrentDepth] = reader.TokenType == JsonTokenType.StartArray;
                    break;
                case JsonTokenType.Null when reader.CurrentDepth > 0 && inArray[reader.CurrentDepth - 1]:
                    throw new JsonException("null in an array");
            }
        }
    }

    private static void CheckContentType(HttpRequest request)
    {
        string text = request.ContentType ?? "";
        if (!MediaTypeHeaderValue.TryParse(text, out MediaTypeHeaderValue? parsed))
        {
            throw DaemonException.Invalid($"malformed Content-Type header ({text})");
        }

        if (!string.Equals(parsed.MediaType, MediaType, StringComparison.OrdinalIgnoreCase))
        {
            throw DaemonException.Invalid($"unsupported Content-Type header ({text}): must be '{MediaType}'");
        }
    }
}
