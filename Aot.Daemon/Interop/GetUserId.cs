using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>geteuid(2).</summary>
internal static partial class GetUserId
{
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint Call();
}
