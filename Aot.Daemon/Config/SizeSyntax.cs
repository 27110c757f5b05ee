using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>Bytes, as the docker CLI writes them: `64m`, `1.5GiB`, `4096`. Units are powers of 1024.</summary>
internal sealed class SizeSyntax : OptionSyntax<long>
{
    private const string Units = "bkmgtp";
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    public override string Placeholder => "bytes";

    public override long Empty => 0;

    public override long Add(long value, string text) => Parse(text);

    public override long Read(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Number)
        {
            return json.TryGetInt64(out long bytes) && bytes >= 0 ? bytes : throw new FormatException("must be a number of bytes");
        }

        return Parse(Text(json, "a size such as \"64m\""));
    }

    public override void Write(Utf8JsonWriter json, long value) => json.WriteNumberValue(value);

    private static long Parse(string text)
    {
        int digits = text.AsSpan().IndexOfAnyExcept(NumberCharacters);
        ReadOnlySpan<char> number = digits < 0 ? text : text.AsSpan(0, digits);
        string unit = digits < 0 ? "b" : text[digits..].Trim().ToLowerInvariant();
        int power = unit.Length == 0 ? 0 : Units.IndexOf(unit[0]);
        bool knownUnit = power >= 0 && (unit.Length <= 1 || unit[1..] == "b" || unit[1..] == "ib") && unit is not ("bb" or "bib");
        if (!knownUnit || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal count))
        {
            throw new FormatException($"invalid size: '{text}'");
        }

        decimal factor = 1L << (10 * power);
        return count <= long.MaxValue / factor ? (long)(count * factor) : throw new FormatException($"invalid size: '{text}'");
    }
}
