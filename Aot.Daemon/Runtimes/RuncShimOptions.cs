using System.Text.Json;

namespace Aot.Daemon.Runtimes;

/// <summary>
/// The options of containerd's shim for runc (containerd, runc.v1.Options) as the embedded engine has them: the binary is used; what would
/// change how it is run is not built, and a start with it says so.
/// </summary>
/// <param name="BinaryName">Empty: runc.</param>
/// <param name="Unsupported">The first option that is set and not built; empty when there is none.</param>
/// <param name="Fault">Why the options cannot be; null when they can.</param>
internal sealed record RuncShimOptions(string BinaryName, string Unsupported, string? Fault)
{
    public static RuncShimOptions Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        string binary = "", unsupported = "";
        foreach (JsonProperty option in document.RootElement.EnumerateObject())
        {
            if (Expected(option.Name) is not { } expected)
            {
                unsupported = option.Name;
                continue;
            }

            if (!Is(option.Value, expected))
            {
                return new RuncShimOptions("", "", $"option {option.Name} must be {expected}");
            }

            if (option.Name == "BinaryName")
            {
                binary = option.Value.GetString()!;
            }
            else if (IsSet(option.Value))
            {
                unsupported = option.Name;
            }
        }

        return RuntimeRules.IsProgram(binary)
            ? new RuncShimOptions(binary, unsupported, null)
            : new RuncShimOptions("", "", "option BinaryName must be an absolute path, or a name on PATH: " + binary);
    }

    private static string? Expected(string option) => option switch
    {
        "BinaryName" or "Root" or "ShimCgroup" or "CriuPath" or "CriuImagePath" or "CriuWorkPath" or "TaskApiAddress" => "a string",
        "SystemdCgroup" or "NoPivotRoot" or "NoNewKeyring" => "true or false",
        "IoUid" or "IoGid" or "TaskApiVersion" => "a number",
        _ => null,
    };

    private static bool Is(JsonElement value, string expected) => expected switch
    {
        "a string" => value.ValueKind == JsonValueKind.String,
        "a number" => value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out _),
        _ => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
    };

    /// <summary>Whether it is other than the option's default.</summary>
    private static bool IsSet(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Number => value.GetUInt32() != 0,
        _ => value.ValueKind == JsonValueKind.True,
    };
}
