using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aot.Daemon.Http;
using Aot.Daemon.Http.Json;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Content;

/// <summary>JSON of image content.</summary>
internal static class ImageJson
{
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
        using var buffer = new JsonBuffer();
        buffer.Write(value, type);
        return buffer.Written.ToArray();
    }
}
