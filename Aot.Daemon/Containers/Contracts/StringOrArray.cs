using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aot.Daemon.Containers.Contracts;

/// <summary>`Cmd` and `Entrypoint`: clients may send a string or an array of strings; always written as an array.</summary>
[JsonConverter(typeof(Converter))]
internal sealed record StringOrArray(string[] Values)
{
    public bool Equals(StringOrArray? other) => other is not null && Values.AsSpan().SequenceEqual(other.Values);

    public override int GetHashCode() => Values.Length;

    internal sealed class Converter : JsonConverter<StringOrArray>
    {
        public override StringOrArray? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                return new StringOrArray([reader.GetString()!]);
            }

            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw new JsonException("expected a string or an array of strings");
            }

            var values = new List<string>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                values.Add(reader.TokenType == JsonTokenType.String
                    ? reader.GetString()!
                    : throw new JsonException("expected a string"));
            }

            return new StringOrArray([.. values]);
        }

        public override void Write(Utf8JsonWriter writer, StringOrArray value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (string item in value.Values)
            {
                writer.WriteStringValue(item);
            }

            writer.WriteEndArray();
        }
    }
}
