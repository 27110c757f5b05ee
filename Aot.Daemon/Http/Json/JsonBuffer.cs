using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Http.Json;

/// <summary>JSON in pooled memory, escaped no more than JSON demands: clients show `&lt;none&gt;` and `+` from it.</summary>
internal sealed class JsonBuffer : IDisposable
{
    private const int InitialSize = 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly PooledBuffer _bytes = new(InitialSize);

    /// <summary>What was written so far; valid until the next write or Dispose.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Appends a value.</summary>
    public void Write<T>(T value, JsonTypeInfo<T> type)
    {
        using var writer = new Utf8JsonWriter(_bytes, Options);
        JsonSerializer.Serialize(writer, value, type);
    }

    /// <summary>Appends a line's end, which separates the values of a stream.</summary>
    public void WriteNewLine()
    {
        _bytes.GetSpan(1)[0] = (byte)'\n';
        _bytes.Advance(1);
    }

    public void Clear() => _bytes.Clear();

    public void Dispose() => _bytes.Dispose();
}
