using System.Collections.Immutable;
using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>A flag given once for each item; an array in the file.</summary>
internal sealed class ListSyntax<T>(string placeholder, Func<string, T> parse) : OptionSyntax<ImmutableArray<T>>
    where T : notnull
{
    public override string Placeholder => placeholder;

    public override bool IsRepeatable => true;

    public override ImmutableArray<T> Empty => [];

    public override ImmutableArray<T> Add(ImmutableArray<T> value, string text) => value.Add(parse(text));

    public override ImmutableArray<T> Read(JsonElement json)
    {
        ImmutableArray<T> items = [];
        foreach (JsonElement item in Array(json).EnumerateArray())
        {
            items = items.Add(parse(Text(item, "an array of strings")));
        }

        return items;
    }

    public override void Write(Utf8JsonWriter json, ImmutableArray<T> value)
    {
        json.WriteStartArray();
        foreach (T item in value)
        {
            json.WriteStringValue(item.ToString());
        }

        json.WriteEndArray();
    }
}
