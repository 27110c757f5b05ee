using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>signal(2) with SIG_IGN.</summary>
internal static partial class IgnoreSignal
{
    public const int Hangup = 1;
    public const int Pipe = 13;
    private const nint Ignore = 1;

    public static void Call(int signal) => Native(signal, Ignore);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Native(int signal, nint handler);
}
