using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>prctl(2).</summary>
internal static partial class Prctl
{
    public const int SetChildSubreaper = 36;

    /// <summary>0, or -1 with errno.</summary>
    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int Call(int option, nuint argument, nuint third = 0, nuint fourth = 0, nuint fifth = 0);
}
