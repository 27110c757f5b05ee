using System.Collections.Immutable;
using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>`--log-opt key=value` once for each key; an object of strings in the file.</summary>
internal sealed class MapSyntax : OptionSyntax<ImmutableSortedDictionary<string, string>>
{
    public override string Placeholder => "map";

    public override bool IsRepeatable => true;

    public override ImmutableSortedDictionary<string, string> Empty { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    // As dockerd: a key alone has the empty value.
    public override ImmutableSortedDictionary<string, string> Add(ImmutableSortedDictionary<string, string> value, string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? value.SetItem(text, "") : value.SetItem(text[..equals], text[(equals + 1)..]);
    }

    public override ImmutableSortedDictionary<string, string> Read(JsonElement json)
    {
        ImmutableSortedDictionary<string, string> map = Empty;
        foreach (JsonProperty property in Object(json).EnumerateObject())
        {
            map = map.SetItem(property.Name, Text(property.Value, "an object whose values are strings"));
        }

        return map;
    }

    public override void Write(Utf8JsonWriter json, ImmutableSortedDictionary<string, string> value)
    {
        json.WriteStartObject();
        foreach ((string key, string text) in value)
        {
            json.WriteString(key, text);
        }

        json.WriteEndObject();
    }
}
