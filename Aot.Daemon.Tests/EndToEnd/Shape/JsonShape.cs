using System.Text.Json;

namespace Aot.Daemon.Tests.EndToEnd.Shape;

/// <summary>The properties of a JSON answer, as paths with the kind of their values: `HostConfig.Memory Number`.</summary>
internal static class JsonShape
{
    /// <summary>Maps whose keys are data, not names: what is in them is not part of the shape.</summary>
    private static readonly string[] Maps = ["Labels", "Runtimes", "Sysctls", "Tmpfs", "IndexConfigs", "ExposedPorts", "Volumes", "Ports", "Networks", "Data"];

    public static IReadOnlySet<string> Of(string json)
    {
        SortedSet<string> paths = new(StringComparer.Ordinal);
        Add(paths, "", JsonDocument.Parse(json).RootElement);
        return paths;
    }

    /// <summary>What the first has and the second has not, or with values of another kind. A null says nothing of a kind.</summary>
    public static IEnumerable<string> Missing(IReadOnlySet<string> expected, IReadOnlySet<string> actual) => expected.Where(property =>
    {
        string[] words = property.Split(' ');
        return !actual.Contains(property) && !actual.Contains(words[0] + " Null")
            && !(words[1] == "Null" && actual.Any(other => other.StartsWith(words[0] + " ", StringComparison.Ordinal)));
    });

    private static void Add(SortedSet<string> paths, string path, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when !Maps.Contains(path[(path.LastIndexOf('.') + 1)..]):
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    string inner = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
                    paths.Add($"{inner} {Kind(property.Value)}");
                    Add(paths, inner, property.Value);
                }
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Add(paths, path + "[]", item);
                }
                break;
        }
    }

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "Boolean",
        JsonValueKind.Array or JsonValueKind.Object => "Compound",
        var kind => kind.ToString(),
    };
}
