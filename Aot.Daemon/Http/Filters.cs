using System.Text;
using System.Text.Json;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Http;

/// <summary>The `filters` of list, prune and events requests: a set of values for each name.</summary>
internal sealed class Filters(IReadOnlyDictionary<string, IReadOnlyList<string>> values)
{
    public static readonly Filters None = new(new Dictionary<string, IReadOnlyList<string>>());

    public bool IsEmpty => values.Count == 0;

    public IEnumerable<string> Names => values.Keys;

    /// <summary>The values of a name; empty when it is absent.</summary>
    public IReadOnlyList<string> this[string name] => values.TryGetValue(name, out var found) ? found : [];

    /// <summary>Parses the query parameter: {"label":["a","b"]} (API before 1.22, still sent) or {"label":{"a":true,"b":true}}. Null and empty
    /// text are no filters. Anything else is Invalid.</summary>
    public static Filters Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return None;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
            return document.RootElement.ValueKind == JsonValueKind.Null ? None : new Filters(Read(document.RootElement));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw DaemonException.Invalid($"invalid filter: {malformed.Message}", malformed);
        }
    }

    public bool Has(string name) => values.ContainsKey(name);

    private static Dictionary<string, IReadOnlyList<string>> Read(JsonElement root)
    {
        var filters = new Dictionary<string, IReadOnlyList<string>>();
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("expected an object");
        }

        foreach (JsonProperty filter in root.EnumerateObject())
        {
            filters[filter.Name] = Values(filter.Value);
        }

        return filters;
    }

    private static List<string> Values(JsonElement element)
    {
        var found = new List<string>();
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (JsonElement value in element.EnumerateArray())
                {
                    found.Add(value.GetString() ?? "");
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty value in element.EnumerateObject())
                {
                    // The value must be a boolean, which is not asked: the name's presence is what counts, as for dockerd.
                    _ = value.Value.ValueKind == JsonValueKind.Null || value.Value.GetBoolean();
                    found.Add(value.Name);
                }

                break;
            case JsonValueKind.Null:
                break;
            default:
                throw new JsonException("expected an array or an object of values");
        }

        return found;
    }
}
