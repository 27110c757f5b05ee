using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>signal(2) with SIG_IGN or SIG_DFL.</summary>
internal static partial class SignalDisposition
{
    public const int Hangup = 1;
    public const int Pipe = 13;
    private const nint SigDfl = 0;
    private const nint SigIgn = 1;

    public static void Ignore(int signal) => Native(signal, SigIgn);

    public static void Reset(int signal) => Native(signal, SigDfl);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Native(int signal, nint handler);
}
