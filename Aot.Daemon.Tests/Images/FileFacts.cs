using System.Text;
using Aot.Daemon.Interop;

namespace Aot.Daemon.Tests.Images;

/// <summary>What stands at a path, itself and not what it links to.</summary>
internal static class FileFacts
{
    public static Statx.Result Of(string path)
    {
        if (Statx.Call(Statx.AtFdCwd, path, Statx.NoFollow, Statx.BasicStats, out Statx.Result result) != 0)
        {
            throw new FileNotFoundException(path);
        }

        return result;
    }

    public static bool Exists(string path) => Statx.Call(Statx.AtFdCwd, path, Statx.NoFollow, Statx.BasicStats, out _) == 0;

    /// <summary>A character device 0/0.</summary>
    public static bool IsWhiteout(string path) =>
        Exists(path) && Of(path) is { SpecialMajor: 0, SpecialMinor: 0 } status && (status.Mode & 0xf000) == 0x2000;

    /// <summary>An extended attribute; null when there is none.</summary>
    public static byte[]? Xattr(string path, string name)
    {
        var value = new byte[4096];
        long length = LgetXattr.Call(path, name, value);
        return length < 0 ? null : value[..(int)length];
    }

    public static bool IsOpaque(string path) => Xattr(path, "trusted.overlay.opaque") is { } value && Encoding.ASCII.GetString(value) == "y";
}
