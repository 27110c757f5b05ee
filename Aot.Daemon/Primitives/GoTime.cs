using System.Buffers;
using System.Globalization;

namespace Aot.Daemon.Primitives;

/// <summary>Points in time as the Engine API writes and reads them: Go's RFC 3339 with as many digits of a second as there are. What .NET holds
/// ends at 100 ns; finer digits are cut off.</summary>
internal static class GoTime
{
    private const int NanosecondDigits = 9;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static readonly string[] Layouts =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HHK", "yyyy-MM-dd",
    ];

    /// <summary>RFC3339Nano in UTC: 2026-01-02T03:04:05.0607Z; a default value gives Go's zero time, 0001-01-01T00:00:00Z.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads what clients send as since and until: unix seconds with an optional fraction (1700000000.000000001), RFC 3339 and its
    /// shorter forms (UTC where they name no zone), or a Go duration before now (10m, 1h30m).</summary>
    public static bool TryParse(string? text, DateTimeOffset now, out DateTimeOffset time)
    {
        time = default;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        if (TryParseUnix(text, out time))
        {
            return true;
        }

        if (TryParseDuration(text, out TimeSpan before))
        {
            return TryAdd(now, before.Negate(), out time);
        }

        return DateTimeOffset.TryParseExact(
            CutToTicks(text), Layouts, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    /// <summary>Nanoseconds since 1970, as `timeNano` has them.</summary>
    public static long ToUnixNanoseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * TimeSpan.NanosecondsPerTick;

    /// <summary>A Go duration: a sequence of numbers with units (h, m, s, ms, us, µs, ns), with an optional sign.</summary>
    public static bool TryParseDuration(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        bool negative = text.StartsWith('-');
        text = negative || text.StartsWith('+') ? text[1..] : text;
        if (text is "0")
        {
            return true;
        }

        double ticks = 0;
        bool any = false;
        while (!text.IsEmpty)
        {
            int number = text.IndexOfAnyExcept(NumberCharacters);
            if (number <= 0 || !double.TryParse(text[..number], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value))
            {
                return false;
            }

            text = text[number..];
            int end = text.IndexOfAny(NumberCharacters);
            ReadOnlySpan<char> unit = end < 0 ? text : text[..end];
            if (TicksOf(unit) is not double each)
            {
                return false;
            }

            ticks += value * each;
            any = true;
            text = text[unit.Length..];
        }

        if (!any || ticks > TimeSpan.MaxValue.Ticks / 2d)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)Math.Round(negative ? -ticks : ticks));
        return true;
    }

    private static double? TicksOf(ReadOnlySpan<char> unit) => unit switch
    {
        "h" => TimeSpan.TicksPerHour,
        "m" => TimeSpan.TicksPerMinute,
        "s" => TimeSpan.TicksPerSecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "us" or "µs" or "μs" => TimeSpan.TicksPerMicrosecond,
        "ns" => 1d / TimeSpan.NanosecondsPerTick,
        _ => null,
    };

    private static bool TryParseUnix(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        int dot = text.IndexOf('.');
        ReadOnlySpan<char> whole = dot < 0 ? text : text[..dot];
        ReadOnlySpan<char> fraction = dot < 0 ? default : text[(dot + 1)..];
        if (!long.TryParse(whole, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds)
            || Math.Abs((double)seconds) > TimeSpan.MaxValue.TotalSeconds
            || fraction.Length > NanosecondDigits
            || fraction.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        long nanoseconds = 0;
        for (int i = 0; i < NanosecondDigits; i++)
        {
            nanoseconds = (nanoseconds * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        }

        return TryAdd(DateTimeOffset.UnixEpoch, TimeSpan.FromTicks((seconds * TimeSpan.TicksPerSecond) + (nanoseconds / TimeSpan.NanosecondsPerTick)), out time);
    }

    private static bool TryAdd(DateTimeOffset time, TimeSpan span, out DateTimeOffset sum)
    {
        long ticks = time.UtcTicks + span.Ticks;
        bool inRange = ticks >= DateTimeOffset.MinValue.UtcTicks && ticks <= DateTimeOffset.MaxValue.UtcTicks;
        sum = inRange ? new DateTimeOffset(ticks, TimeSpan.Zero) : default;
        return inRange;
    }

    /// <summary>Cuts the digits of a second's fraction to the seven that .NET takes.</summary>
    private static string CutToTicks(string text)
    {
        int dot = text.IndexOf('.');
        if (dot < 0)
        {
            return text;
        }

        int end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - dot - 1 > 7 ? string.Concat(text.AsSpan(0, dot + 8), text.AsSpan(end)) : text;
    }
}
