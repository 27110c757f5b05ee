namespace Aot.Daemon.Images.Tar;

/// <summary>How much of a tar archive's bookkeeping is believed. Content is limited by the disk alone.</summary>
internal static class TarLimits
{
    /// <summary>Entries of one archive: several times those of the largest images known, and bounded memory for a hostile one.</summary>
    public const int MaxEntries = 4_000_000;

    /// <summary>Folders of one layer, whose times are kept until its end.</summary>
    public const int MaxFolders = 500_000;

    /// <summary>Bytes of one extended header or long name (Go's archive/tar has the same limit).</summary>
    public const int MaxExtendedHeader = 1024 * 1024;

    /// <summary>Bytes of a path (PATH_MAX with its NUL).</summary>
    public const int MaxPath = 4095;

    /// <summary>Bytes of one name in a path (NAME_MAX).</summary>
    public const int MaxName = 255;
}
