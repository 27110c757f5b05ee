using System.Globalization;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers.Attach;

/// <summary>A terminal's size in characters.</summary>
internal readonly record struct TerminalSize(int Columns, int Rows)
{
    /// <summary>The size of a resize request's h and w; Invalid with dockerd's words when one is no number, or more than a terminal can have.</summary>
    public static TerminalSize Parse(string? height, string? width) =>
        new(Rows: Number("height", height), Columns: Number("width", width));

    /// <summary>The size of an API's ConsoleSize, [rows, columns]; null when there is none.</summary>
    public static TerminalSize? From(int[]? consoleSize) =>
        consoleSize is [>= 0 and <= ushort.MaxValue and var rows, >= 0 and <= ushort.MaxValue and var columns]
            ? new TerminalSize(columns, rows)
            : null;

    private static int Number(string name, string? text)
    {
        text ??= "";
        if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort size))
        {
            return size;
        }

        bool isNumber = text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
        throw DaemonException.Invalid($"invalid resize {name} \"{text}\": {(isNumber ? "value out of range" : "invalid syntax")}");
    }
}
