using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>A pseudo-terminal (pty(7)), by either of its ends.</summary>
internal static class PseudoTerminal
{
    /// <summary>Sets its size in characters (TIOCSWINSZ), of which its processes are told by SIGWINCH.</summary>
    public static void SetSize(SafeFileHandle terminal, int columns, int rows)
    {
        if (TerminalSize.Call(terminal, (ushort)columns, (ushort)rows) != 0)
        {
            throw Errno.Exception("TIOCSWINSZ");
        }
    }
}
