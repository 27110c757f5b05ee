using System.Globalization;
using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>A decimal number.</summary>
internal sealed class NumberSyntax : OptionSyntax<int>
{
    public override string Placeholder => "int";

    public override int Empty => 0;

    public override int Add(int value, string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new FormatException($"parsing \"{text}\": invalid syntax");

    public override int Read(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out int number)
            ? number
            : throw new FormatException("must be a whole number");
}
