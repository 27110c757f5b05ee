using System.Text;
using System.Text.Unicode;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Images.Snapshots;

/// <summary>
/// Mounts overlays. mount(2) takes one page of options, which the full paths of some forty layers fill; longer ones, and paths with a character that has a
/// meaning in the options, are given as /proc/self/fd/N of opened folders, short whatever the data-root.
/// </summary>
internal static class OverlayMount
{
    /// <summary>Not the kernel's own default: an index would refuse an upper folder that was moved or restored from a backup.</summary>
    private const string Fixed = "index=off";

    // PATH_MAX is 4096; longer ones than this take the other way.
    private const int LongestTarget = 1024;

    /// <summary>Mounts lower folders, uppermost first, and an upper one at the target; 0 or the errno.</summary>
    public static int Mount(string target, IReadOnlyList<string> lower, string upper, string work)
    {
        string options = Options(lower, upper, work);
        return Encoding.UTF8.GetByteCount(options) <= Mounts.MaxOptionBytes && !HasSpecial(lower) && !HasSpecial(upper)
            ? Mounts.Overlay(target, options)
            : MountByDescriptors(target, [.. lower, upper, work]);
    }

    /// <summary>Mounts a container's overlay, of its own folders upper and work, without garbage; 0 or the errno.</summary>
    /// <param name="containerFolder">Its rootfs is the target.</param>
    /// <param name="fsFolder">The folder of upper and work, below the container's.</param>
    public static int Mount(string containerFolder, string fsFolder, LowerFolders lower)
    {
        Span<byte> options = stackalloc byte[Mounts.MaxOptionBytes + 1];
        Span<byte> target = stackalloc byte[LongestTarget];
        return !lower.HasSpecial && !HasSpecial(containerFolder)
            && Utf8.TryWrite(target, $"{containerFolder}/{FsSnapshotService.RootFsName}\0", out _)
            && Utf8.TryWrite(
                options, $"lowerdir={lower.Joined},upperdir={containerFolder}/{fsFolder}/upper,workdir={containerFolder}/{fsFolder}/work,{Fixed}\0", out _)
            ? Mounts.Overlay(target, options)
            : Mount(
                FsSnapshotService.RootFsOf(containerFolder),
                lower.Paths,
                Path.Combine(containerFolder, fsFolder, "upper"),
                Path.Combine(containerFolder, fsFolder, "work"));
    }

    private static string Options(IReadOnlyList<string> lower, string upper, string work)
    {
        var text = new StringBuilder(1024);
        text.Append("lowerdir=").AppendJoin(':', lower);
        return text.Append(",upperdir=").Append(upper).Append(",workdir=").Append(work).Append(',').Append(Fixed).ToString();
    }

    private static bool HasSpecial(IReadOnlyList<string> paths)
    {
        foreach (string path in paths)
        {
            if (HasSpecial(path))
            {
                return true;
            }
        }

        return false;
    }

    internal static bool HasSpecial(string path) => path.AsSpan().ContainsAny(",:\\");

    private static int MountByDescriptors(string target, string[] folders)
    {
        var opened = new List<SafeFileHandle>(folders.Length);
        try
        {
            var names = new List<string>(folders.Length);
            foreach (string folder in folders)
            {
                SafeFileHandle handle = Open.File(folder, Open.PathOnly | Open.Directory);
                if (handle.IsInvalid)
                {
                    return Errno.Last;
                }

                opened.Add(handle);
                names.Add($"/proc/self/fd/{handle.DangerousGetHandle()}");
            }

            string options = Options(names[..^2], names[^2], names[^1]);
            return options.Length <= Mounts.MaxOptionBytes
                ? Mounts.Overlay(target, options)
                : throw DaemonException.Invalid($"too many layers: {folders.Length - 2}");
        }
        finally
        {
            foreach (SafeFileHandle handle in opened)
            {
                handle.Dispose();
            }
        }
    }
}
