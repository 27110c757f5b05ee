using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>A switch: `--debug`, `--debug=false`; true or false in the file.</summary>
internal sealed class BooleanSyntax : OptionSyntax<bool>
{
    public override string Placeholder => "";

    public override bool IsSwitch => true;

    public override bool Empty => false;

    // The spellings that pflag takes.
    public override bool Add(bool value, string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new FormatException($"parsing \"{text}\": invalid syntax"),
    };

    public override bool Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new FormatException("must be true or false"),
    };

    public override void Write(Utf8JsonWriter json, bool value) => json.WriteBooleanValue(value);
}
