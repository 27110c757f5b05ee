using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>sigfillset(3): every signal.</summary>
internal static unsafe partial class SignalSetFill
{
    [LibraryImport("libc", EntryPoint = "sigfillset")]
    public static partial int Call(byte* signals);
}
