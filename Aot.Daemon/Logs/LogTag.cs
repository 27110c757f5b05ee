using System.Text;
using Aot.Daemon.Containers;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Logs;

/// <summary>The `tag` log option: text with the fields of dockerd's template, {{.Name}} and so on. Go's other template syntax is not built.</summary>
internal static class LogTag
{
    /// <summary>Fails as NotImplemented for a template that <see cref="Expand"/> cannot expand.</summary>
    public static void Validate(string template) => Expand(template, static field => IsField(field) ? "" : null);

    public static string Expand(string template, ContainerRecord record) => Expand(template, field => FieldOf(field, record));

    private static string Expand(string template, Func<string, string?> valueOf)
    {
        var expanded = new StringBuilder();
        int position = 0;
        while (template.IndexOf("{{", position, StringComparison.Ordinal) is var open and >= 0)
        {
            int close = template.IndexOf("}}", open, StringComparison.Ordinal);
            string field = close < 0 ? "" : template[(open + 2)..close].Trim();
            string value = valueOf(field) ?? throw DaemonException.NotImplemented($"log opt 'tag': the template '{template}' is not supported");
            expanded.Append(template, position, open - position).Append(value);
            position = close + 2;
        }

        return expanded.Append(template, position, template.Length - position).ToString();
    }

    private static bool IsField(string field) =>
        field is ".ID" or ".FullID" or ".Name" or ".ImageID" or ".ImageFullID" or ".ImageName" or ".Command" or ".DaemonName";

    private static string? FieldOf(string field, ContainerRecord record) => field switch
    {
        ".ID" => record.Id[..HexId.ShortLength],
        ".FullID" => record.Id,
        ".Name" => record.Name,
        ".ImageID" => Digest.Parse(record.ImageId).Hex[..HexId.ShortLength],
        ".ImageFullID" => record.ImageId,
        ".ImageName" => record.Config.Image,
        ".Command" => string.Join(' ', [record.Path, .. record.Args]),
        ".DaemonName" => "docker", // dockerd's word, on which users' log shippers may match.
        _ => null,
    };
}
