namespace Aot.Daemon.Images.Tar;

/// <summary>What an entry of a tar archive is.</summary>
internal enum TarEntryType
{
    File,
    HardLink,
    SymbolicLink,
    CharacterDevice,
    BlockDevice,
    Folder,
    Fifo,
}
