using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aot.Daemon.Http.Json;

/// <summary>long, where null means 0: Go's decoder leaves a field alone that it meets a null for.</summary>
internal sealed class Int64Converter : JsonConverter<long>
{
    public override bool HandleNull => true;

    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? default : reader.GetInt64();

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
