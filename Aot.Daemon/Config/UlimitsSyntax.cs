using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>`--default-ulimit nofile=1024:2048`; in the file `{"nofile": {"Name": "nofile", "Soft": 1024, "Hard": 2048}}`.</summary>
internal sealed class UlimitsSyntax : OptionSyntax<ImmutableSortedDictionary<string, UlimitConfig>>
{
    // RLIMIT_* of getrlimit(2).
    private static readonly ImmutableArray<string> Resources =
    [
        "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime",
        "sigpending", "stack",
    ];

    public override string Placeholder => "ulimit";

    public override bool IsRepeatable => true;

    public override ImmutableSortedDictionary<string, UlimitConfig> Empty { get; } =
        ImmutableSortedDictionary.Create<string, UlimitConfig>(StringComparer.Ordinal);

    public override ImmutableSortedDictionary<string, UlimitConfig> Add(
        ImmutableSortedDictionary<string, UlimitConfig> value, string text)
    {
        string[] parts = text.Split('=', 2);
        if (parts.Length != 2)
        {
            throw new FormatException($"invalid ulimit argument: {text}");
        }

        string[] limits = parts[1].Split(':');
        if (limits.Length > 2)
        {
            throw new FormatException($"too many limit value arguments - {parts[1]}, can only have up to two, `soft[:hard]`");
        }

        long soft = Number(limits[0]);
        return With(value, parts[0], soft, limits.Length == 2 ? Number(limits[1]) : soft);
    }

    public override ImmutableSortedDictionary<string, UlimitConfig> Read(JsonElement json)
    {
        ImmutableSortedDictionary<string, UlimitConfig> limits = Empty;
        foreach (JsonProperty property in Object(json).EnumerateObject())
        {
            JsonElement limit = Object(property.Value);
            if (limit.TryGetProperty("Name", out JsonElement name) && Text(name) != property.Name)
            {
                throw new FormatException($"{property.Name}: Name is {Text(name)}");
            }

            limits = With(limits, property.Name, Number(limit, "Soft"), Number(limit, "Hard"));
        }

        return limits;
    }

    public override void Write(Utf8JsonWriter json, ImmutableSortedDictionary<string, UlimitConfig> value)
    {
        json.WriteStartObject();
        foreach ((string name, UlimitConfig limit) in value)
        {
            json.WriteStartObject(name);
            json.WriteString("Name", limit.Name);
            json.WriteNumber("Hard", limit.Hard);
            json.WriteNumber("Soft", limit.Soft);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static ImmutableSortedDictionary<string, UlimitConfig> With(
        ImmutableSortedDictionary<string, UlimitConfig> limits, string name, long soft, long hard)
    {
        if (!Resources.Contains(name))
        {
            throw new FormatException($"invalid ulimit type: {name}");
        }

        if (soft < -1 || hard < -1)
        {
            throw new FormatException($"ulimit {name}: a limit is -1 (unlimited), 0 or more");
        }

        // Unsigned: -1, unlimited, is the largest.
        return (ulong)soft > (ulong)hard
            ? throw new FormatException($"ulimit soft limit must be less than or equal to hard limit: {soft} > {hard}")
            : limits.SetItem(name, new UlimitConfig(name, soft, hard));
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new FormatException($"parsing \"{text}\": invalid syntax");

    private static long Number(JsonElement limit, string name) =>
        limit.TryGetProperty(name, out JsonElement json) && json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out long number)
            ? number
            : throw new FormatException($"{name} must be a whole number");
}
