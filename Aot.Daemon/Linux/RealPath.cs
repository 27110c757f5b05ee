using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>Paths without symbolic links, as the kernel resolves them.</summary>
internal static class RealPath
{
    /// <summary>The path with every link resolved; null when there is no such file.</summary>
    public static string? Of(string path)
    {
        using SafeFileHandle file = Open.File(path, Open.PathOnly);
        if (file.IsInvalid)
        {
            return null;
        }

        return new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget;
    }
}
