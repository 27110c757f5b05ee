using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aot.Daemon.Reload.Contracts;

/// <summary>What a reload did to one key of daemon.json.</summary>
internal sealed record KeyResponse
{
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary>applied, unchanged, needs a restart, not supported, rejected.</summary>
    public string Outcome { get; init => field = value ?? ""; } = "";

    /// <summary>The value in force before the reload; credentials are masked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Before { get; init; }

    /// <summary>The value that the file and the flags say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Wanted { get; init; }
}
