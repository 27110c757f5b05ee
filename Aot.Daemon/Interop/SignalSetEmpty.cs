using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>sigemptyset(3): no signal.</summary>
internal static unsafe partial class SignalSetEmpty
{
    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    public static partial int Call(byte* signals);
}
