using System.Globalization;
using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>A decimal number.</summary>
/// <param name="fault">What is said of one that is negative or over the maximum; empty: there are no bounds.</param>
internal sealed class NumberSyntax(string fault = "", int maximum = int.MaxValue) : OptionSyntax<int>
{
    public override string Placeholder => "int";

    public override int Empty => 0;

    public override int Add(int value, string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? Bounded(number)
            : throw new FormatException($"parsing \"{text}\": invalid syntax");

    public override int Read(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out int number)
            ? Bounded(number)
            : throw new FormatException("must be a whole number");

    public override void Write(Utf8JsonWriter json, int value) => json.WriteNumberValue(value);

    private int Bounded(int number) =>
        fault.Length > 0 && (number < 0 || number > maximum) ? throw new FormatException($"{fault}: {number}") : number;
}
