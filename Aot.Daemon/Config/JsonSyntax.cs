using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>An option whose inside is not looked at: its JSON. As a flag, which may be repeated, an array of what was given.</summary>
internal sealed class JsonSyntax(string placeholder, JsonValueKind kind) : OptionSyntax<string>
{
    public override string Placeholder => placeholder;

    public override bool IsRepeatable => true;

    public override string Empty => "";

    public override string Add(string value, string text)
    {
        string item = $"\"{JsonEncodedText.Encode(text)}\"";
        return value.Length == 0 ? $"[{item}]" : $"{value[..^1]},{item}]";
    }

    public override string Read(JsonElement json) => json.ValueKind == kind
        ? json.GetRawText()
        : throw new FormatException(kind == JsonValueKind.Array ? "must be an array" : "must be an object");

    public override void Write(Utf8JsonWriter json, string value)
    {
        using JsonDocument document = JsonDocument.Parse(value);
        document.RootElement.WriteTo(json);
    }
}
