using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Content;

/// <summary>JSON of image content: read strictly, written without needless escapes (`tar+gzip` stays readable).</summary>
internal static class ImageJson
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ApiJsonContext Context => ApiJsonContext.Default;

    /// <summary>Fails as Invalid, saying what it was that could not be read.</summary>
    public static T Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string what)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw DaemonException.Invalid($"{what} is empty");
        }
        catch (JsonException failure)
        {
            throw DaemonException.Invalid($"{what} is damaged: {failure.Message}", failure);
        }
    }

    public static byte[] Write<T>(T value, JsonTypeInfo<T> type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
