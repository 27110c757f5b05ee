using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>A word.</summary>
internal sealed class TextSyntax : OptionSyntax<string>
{
    public override string Placeholder => "string";

    public override string Empty => "";

    public override string Add(string value, string text) => text;

    public override string Read(JsonElement json) => Text(json);

    public override void Write(Utf8JsonWriter json, string value) => json.WriteStringValue(value);
}
