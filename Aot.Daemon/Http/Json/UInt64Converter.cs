using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aot.Daemon.Http.Json;

/// <summary>ulong, where null means 0: Go's decoder leaves a field alone that it meets a null for.</summary>
internal sealed class UInt64Converter : JsonConverter<ulong>
{
    public override bool HandleNull => true;

    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? default : reader.GetUInt64();

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
