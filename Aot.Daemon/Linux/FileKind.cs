using Aot.Daemon.Interop;

namespace Aot.Daemon.Linux;

/// <summary>The kinds of file in a mode (inode(7)).</summary>
internal static class FileKind
{
    public const ushort Mask = 0xf000;
    public const ushort CharacterDevice = 0x2000;
    public const ushort Directory = 0x4000;
    public const ushort BlockDevice = 0x6000;
    public const ushort Regular = 0x8000;
    public const ushort Link = 0xa000;

    /// <summary>The kind of the file at a path, links followed; 0 when there is none that can be looked at.</summary>
    public static ushort Of(string path) => Statx.Call(Statx.AtFdCwd, path, 0, Statx.BasicStats, out Statx.Result stat) == 0 ? (ushort)(stat.Mode & Mask) : (ushort)0;
}
