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

    /// <summary>Reads `9`, `KILL`, `SIGKILL`, `sigkill`, `RTMIN`, `RTMIN+3`, `RTMAX-1`.</summary>
    public static bool TryParse(string? text, out int signal)
    {
        signal = 0;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            signal = number;
            return number is >= 1 and <= RealTimeLast;
        }

        string name = text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text;
        return ByName.TryGetValue(name, out signal) || TryParseRealTime(name, out signal);
    }

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
        if (offset[0] != sign || !int.TryParse(offset[1..], NumberStyles.None, CultureInfo.InvariantCulture, out int distance)
            || distance > RealTimeLast - RealTimeFirst)
        {
            return false;
        }

        signal = first + (sign == '+' ? distance : -distance);
        return true;
    }
}
