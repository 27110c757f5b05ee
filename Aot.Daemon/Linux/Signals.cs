using System.Collections.Frozen;
using System.Globalization;

namespace Aot.Daemon.Linux;

/// <summary>Signals by number and by name (signal(7); x86-64 and arm64 agree).</summary>
internal static class Signals
{
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int WindowChange = 28;

    /// <summary>glibc's first and last real-time signals, as users know them (the kernel's 32 and 33 are the C library's own).</summary>
    public const int RealTimeFirst = 34;
    public const int RealTimeLast = 64;

    private static readonly FrozenDictionary<string, int> ByName = new Dictionary<string, int>
    {
        ["HUP"] = 1,
        ["INT"] = 2,
        ["QUIT"] = 3,
        ["ILL"] = 4,
        ["TRAP"] = 5,
        ["ABRT"] = 6,
        ["IOT"] = 6,
        ["BUS"] = 7,
        ["FPE"] = 8,
        ["KILL"] = 9,
        ["USR1"] = 10,
        ["SEGV"] = 11,
        ["USR2"] = 12,
        ["PIPE"] = 13,
        ["ALRM"] = 14,
        ["TERM"] = 15,
        ["STKFLT"] = 16,
        ["CHLD"] = 17,
        ["CLD"] = 17,
        ["CONT"] = 18,
        ["STOP"] = 19,
        ["TSTP"] = 20,
        ["TTIN"] = 21,
        ["TTOU"] = 22,
        ["URG"] = 23,
        ["XCPU"] = 24,
        ["XFSZ"] = 25,
        ["VTALRM"] = 26,
        ["PROF"] = 27,
        ["WINCH"] = 28,
        ["IO"] = 29,
        ["POLL"] = 29,
        ["PWR"] = 30,
        ["SYS"] = 31,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a signal that exists: `9`, `KILL`, `SIGKILL`, `sigkill`, `RTMIN`, `RTMIN+3`, `RTMAX-1`.</summary>
    public static bool TryParse(string? text, out int signal)
    {
        bool exists = TryRead(text, out long number) && Exists(number);
        signal = exists ? (int)number : 0;
        return exists;
    }

    /// <summary>Reads a signal's name, or any number but zero, as Go's Atoi reads numbers; whether there is such a signal is another matter.</summary>
    public static bool TryRead(string? text, out long number)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
        {
            return number != 0;
        }

        string name = text is not null && text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text ?? "";
        bool isName = ByName.TryGetValue(name, out int signal) || TryParseRealTime(name, out signal);
        number = signal;
        return isName;
    }

    /// <summary>False for 32 and 33 too.</summary>
    public static bool Exists(long number) => number is (>= 1 and < 32) or (>= RealTimeFirst and <= RealTimeLast);

    private static bool TryParseRealTime(string name, out int signal)
    {
        signal = 0;
        int first = name.StartsWith("RTMIN", StringComparison.OrdinalIgnoreCase) ? RealTimeFirst
            : name.StartsWith("RTMAX", StringComparison.OrdinalIgnoreCase) ? RealTimeLast
            : 0;
        if (first == 0)
        {
            return false;
        }

        ReadOnlySpan<char> offset = name.AsSpan(5);
        if (offset.IsEmpty)
        {
            signal = first;
            return true;
        }

        char sign = first == RealTimeFirst ? '+' : '-';

        // The names that there are (kill -l): up to RTMIN+15, from RTMAX-14.
        int furthest = first == RealTimeFirst ? 15 : 14;
        if (offset[0] != sign || offset is [_, '0', ..] || !int.TryParse(offset[1..], NumberStyles.None, CultureInfo.InvariantCulture, out int distance)
            || distance > furthest)
        {
            return false;
        }

        signal = first + (sign == '+' ? distance : -distance);
        return true;
    }
}
