using System.Globalization;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Logs;

/// <summary>Sizes as the json-file driver's options have them: `10m`, `1.5g`, `500kB`. The units are decimal there (k is 1,000), unlike those of memory limits.</summary>
internal static class LogSize
{
    /// <summary>Bytes; Invalid with dockerd's words when it is no size.</summary>
    public static long Parse(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan();
        int digits = rest.LastIndexOfAnyInRange('0', '9') + 1;
        string unit = text[digits..].Trim().ToLowerInvariant();
        long factor = unit switch
        {
            "" or "b" => 1,
            "k" or "kb" => 1_000,
            "m" or "mb" => 1_000_000,
            "g" or "gb" => 1_000_000_000,
            "t" or "tb" => 1_000_000_000_000,
            "p" or "pb" => 1_000_000_000_000_000,
            _ => 0,
        };
        if (factor == 0 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            || number > long.MaxValue / factor)
        {
            throw DaemonException.Invalid($"invalid size: '{text}'");
        }

        return (long)(number * factor);
    }
}
