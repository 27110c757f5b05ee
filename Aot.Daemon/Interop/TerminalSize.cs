using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>ioctl TIOCSWINSZ (ioctl_tty(2)).</summary>
internal static unsafe partial class TerminalSize
{
    private const nuint Request = 0x5414;

    /// <summary>0, or -1 with errno.</summary>
    public static int Call(SafeHandle terminal, ushort columns, ushort rows)
    {
        WindowSize size = new() { Rows = rows, Columns = columns };
        return Native(terminal, Request, &size);
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Native(SafeHandle terminal, nuint request, WindowSize* size);

    /// <summary>struct winsize.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort WidthInPixels;
        public ushort HeightInPixels;
    }
}
