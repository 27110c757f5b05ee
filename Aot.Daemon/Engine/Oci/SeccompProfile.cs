using System.Runtime.InteropServices;
using System.Text.Json;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>
/// A user's seccomp profile in docker's own format (the CLI sends the file's content), turned into the runtime spec's: `archMap`
/// is narrowed to this machine, rules with `includes` and `excludes` (capabilities, architectures, kernel) are kept or left out.
/// </summary>
internal static class SeccompProfile
{
    /// <summary>Invalid when it is no profile.</summary>
    public static void Validate(string profile, HostFacts facts)
    {
        using var buffer = new PooledBuffer();
        using var json = new Utf8JsonWriter(buffer);
        Write(json, profile, 0, facts);
    }

    /// <summary>Writes `linux.seccomp` for a container with these capabilities. Invalid when it is no profile.</summary>
    public static void Write(Utf8JsonWriter json, string profile, ulong capabilities, HostFacts facts)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(profile);
            JsonElement root = document.RootElement;
            json.WriteStartObject();
            json.WriteString("defaultAction"u8, Text(root, "defaultAction") ?? throw new JsonException("defaultAction is missing"));
            Copy(json, root, "defaultErrnoRet", JsonValueKind.Number);
            WriteArchitectures(json, root, facts.Architecture);
            Copy(json, root, "flags", JsonValueKind.Array);
            Copy(json, root, "listenerPath", JsonValueKind.String);
            Copy(json, root, "listenerMetadata", JsonValueKind.String);
            json.WriteStartArray("syscalls"u8);
            foreach (JsonElement rule in Items(root, "syscalls"))
            {
                if (Applies(rule, capabilities, facts))
                {
                    WriteRule(json, rule);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            throw DaemonException.Invalid("Decoding seccomp profile failed: " + exception.Message, exception);
        }
    }

    private static void WriteArchitectures(Utf8JsonWriter json, JsonElement root, Architecture native)
    {
        bool hasList = Items(root, "architectures").Any();
        bool hasMap = Items(root, "archMap").Any();
        if (hasList && hasMap)
        {
            throw new JsonException("'architectures' and 'archMap' were specified in the seccomp profile, use either 'architectures' or 'archMap'");
        }

        if (hasList)
        {
            Copy(json, root, "architectures", JsonValueKind.Array);
            return;
        }

        string name = DefaultSeccomp.Architectures(native)[0];
        foreach (JsonElement entry in Items(root, "archMap"))
        {
            if (Text(entry, "architecture") == name)
            {
                json.WriteStartArray("architectures"u8);
                json.WriteStringValue(name);
                foreach (JsonElement other in Items(entry, "subArchitectures"))
                {
                    json.WriteStringValue(other.GetString());
                }

                json.WriteEndArray();
                return;
            }
        }
    }

    private static bool Applies(JsonElement rule, ulong capabilities, HostFacts facts)
    {
        string architecture = facts.Architecture == Architecture.Arm64 ? "arm64" : "amd64";
        if (rule.TryGetProperty("excludes", out JsonElement excludes) && excludes.ValueKind == JsonValueKind.Object
            && (Items(excludes, "arches").Any(item => item.GetString() == architecture)
                || Items(excludes, "caps").Any(item => Has(item, capabilities))
                || (MinKernel(excludes) is Version excluded && facts.Kernel >= excluded)))
        {
            return false;
        }

        return !rule.TryGetProperty("includes", out JsonElement includes) || includes.ValueKind != JsonValueKind.Object
            || ((!Items(includes, "arches").Any() || Items(includes, "arches").Any(item => item.GetString() == architecture))
                && Items(includes, "caps").All(item => Has(item, capabilities))
                && (MinKernel(includes) is not Version needed || facts.Kernel >= needed));
    }

    private static void WriteRule(Utf8JsonWriter json, JsonElement rule)
    {
        string? name = Text(rule, "name");
        bool hasNames = Items(rule, "names").Any();
        if (name is not null && hasNames)
        {
            throw new JsonException("'name' and 'names' were specified in the seccomp profile, use either 'name' or 'names'");
        }

        json.WriteStartObject();
        if (name is null)
        {
            Copy(json, rule, "names", JsonValueKind.Array);
        }
        else
        {
            json.WriteStartArray("names"u8);
            json.WriteStringValue(name);
            json.WriteEndArray();
        }

        json.WriteString("action"u8, Text(rule, "action") ?? throw new JsonException("a rule has no action"));
        Copy(json, rule, "errnoRet", JsonValueKind.Number);
        Copy(json, rule, "args", JsonValueKind.Array);
        json.WriteEndObject();
    }

    private static bool Has(JsonElement capability, ulong capabilities) =>
        (Capabilities.Bit(capability.GetString() ?? "") & capabilities) != 0;

    private static Version? MinKernel(JsonElement filter) =>
        Text(filter, "minKernel") is { Length: > 0 } text ? Version.Parse(text) : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.EnumerateArray() : default;

    private static void Copy(Utf8JsonWriter json, JsonElement element, string name, JsonValueKind kind)
    {
        if (element.TryGetProperty(name, out JsonElement value) && value.ValueKind == kind)
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
    }
}
