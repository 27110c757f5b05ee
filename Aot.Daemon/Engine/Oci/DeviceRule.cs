using System.Globalization;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>A --device-cgroup-rule: `c 1:3 rwm`, with `*` for any number.</summary>
/// <param name="Type">a, b or c.</param>
/// <param name="Major">-1 is any.</param>
/// <param name="Minor">-1 is any.</param>
internal readonly record struct DeviceRule(string Type, long Major, long Minor, string Access)
{
    /// <summary>Reads one; Invalid, in dockerd's words, when it is none.</summary>
    public static DeviceRule Parse(string text)
    {
        string[] parts = text.Split(' ');
        string[] numbers = parts.Length == 3 ? parts[1].Split(':') : [];
        if (numbers.Length != 2 || parts[0] is not ("a" or "b" or "c") || !IsAccess(parts[2])
            || !TryNumber(numbers[0], out long major) || !TryNumber(numbers[1], out long minor))
        {
            throw DaemonException.Invalid($"invalid device cgroup rule format: '{text}'");
        }

        return new DeviceRule(parts[0], major, minor, parts[2]);
    }

    /// <summary>One to three of the letters r, w and m.</summary>
    public static bool IsAccess(string text) => text.Length is >= 1 and <= 3 && text.AsSpan().IndexOfAnyExcept("rwm") < 0;

    private static bool TryNumber(string text, out long number)
    {
        number = -1;
        return text == "*" || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= uint.MaxValue);
    }
}
