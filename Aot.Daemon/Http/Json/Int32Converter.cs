using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aot.Daemon.Http.Json;

/// <summary>int, where null means 0: Go's decoder leaves a field alone that it meets a null for.</summary>
internal sealed class Int32Converter : JsonConverter<int>
{
    public override bool HandleNull => true;

    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? default : reader.GetInt32();

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
