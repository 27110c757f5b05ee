using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aot.Daemon.Http.Json;

/// <summary>uint, where null means 0: Go's decoder leaves a field alone that it meets a null for.</summary>
internal sealed class UInt32Converter : JsonConverter<uint>
{
    public override bool HandleNull => true;

    public override uint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? default : reader.GetUInt32();

    public override void Write(Utf8JsonWriter writer, uint value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
