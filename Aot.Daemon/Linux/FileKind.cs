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
}
