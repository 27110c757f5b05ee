using System.Text.Json;

namespace Aot.Daemon.Tests.EndToEnd.Reload;

/// <summary>A JSON value as lines `path = value`, sorted.</summary>
internal static class JsonLeaves
{
    public static IReadOnlyList<string> Of(JsonElement value)
    {
        List<string> lines = [];
        Add(lines, "", value);
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    private static void Add(List<string> lines, string path, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.EnumerateObject().Any():
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    Add(lines, path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value);
                }
                break;
            case JsonValueKind.Array when value.GetArrayLength() > 0:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Add(lines, path + "[]", item);
                }
                break;
            default:
                lines.Add($"{path} = {value.GetRawText()}");
                break;
        }
    }
}
