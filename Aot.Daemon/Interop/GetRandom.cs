using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>getrandom(2): the kernel's cryptographic random numbers. Up to 256 bytes come at once and whole.</summary>
internal static unsafe partial class GetRandom
{
    [LibraryImport("libc", EntryPoint = "getrandom", SetLastError = true)]
    public static partial nint Call(byte* buffer, nuint length, uint flags);
}
