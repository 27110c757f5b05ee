using System.Collections.Immutable;
using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>`--default-network-opt bridge=com.docker.network.driver.mtu=1400` once for each; in the file an object of objects of strings.</summary>
internal sealed class NestedMapSyntax : OptionSyntax<ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>>>
{
    private static readonly ImmutableSortedDictionary<string, string> NoOptions = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> None { get; } =
        ImmutableSortedDictionary.Create<string, ImmutableSortedDictionary<string, string>>(StringComparer.Ordinal);

    public override string Placeholder => "mapmap";

    public override bool IsRepeatable => true;

    public override ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Empty => None;

    public override ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Add(
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> value, string text) =>
        text.Split('=', 3) is [{ Length: > 0 } outer, { Length: > 0 } inner, string option]
            ? value.SetItem(outer, value.GetValueOrDefault(outer, NoOptions).SetItem(inner, option))
            : throw new FormatException($"invalid value: {text}: must be driver=option=value");

    public override ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Read(JsonElement json)
    {
        var map = None;
        foreach (JsonProperty outer in Object(json).EnumerateObject())
        {
            ImmutableSortedDictionary<string, string> options = NoOptions;
            foreach (JsonProperty inner in Object(outer.Value).EnumerateObject())
            {
                options = options.SetItem(inner.Name, Text(inner.Value, "an object of objects whose values are strings"));
            }

            map = map.SetItem(outer.Name, options);
        }

        return map;
    }

    public override void Write(Utf8JsonWriter json, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> value)
    {
        json.WriteStartObject();
        foreach ((string outer, ImmutableSortedDictionary<string, string> options) in value)
        {
            json.WriteStartObject(outer);
            foreach ((string inner, string text) in options)
            {
                json.WriteString(inner, text);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
