using System.Collections.Immutable;
using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>`--feature name`, `--feature name=false`; an object of switches in the file.</summary>
internal sealed class FeaturesSyntax : OptionSyntax<ImmutableSortedDictionary<string, bool>>
{
    private static readonly BooleanSyntax Switch = new();

    public override string Placeholder => "map";

    public override bool IsRepeatable => true;

    public override ImmutableSortedDictionary<string, bool> Empty { get; } =
        ImmutableSortedDictionary.Create<string, bool>(StringComparer.Ordinal);

    public override ImmutableSortedDictionary<string, bool> Add(ImmutableSortedDictionary<string, bool> value, string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? value.SetItem(text, true) : value.SetItem(text[..equals], Switch.Add(false, text[(equals + 1)..]));
    }

    public override ImmutableSortedDictionary<string, bool> Read(JsonElement json)
    {
        ImmutableSortedDictionary<string, bool> features = Empty;
        foreach (JsonProperty property in Object(json).EnumerateObject())
        {
            features = property.Value.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? features.SetItem(property.Name, property.Value.GetBoolean())
                : throw new FormatException($"{property.Name} must be true or false");
        }

        return features;
    }

    public override void Write(Utf8JsonWriter json, ImmutableSortedDictionary<string, bool> value)
    {
        json.WriteStartObject();
        foreach ((string name, bool isOn) in value)
        {
            json.WriteBoolean(name, isOn);
        }

        json.WriteEndObject();
    }
}
