using System.Text;

namespace Aot.Daemon.Images.Tar;

/// <summary>One entry of a tar archive, as its header says; nothing of it is trusted. Names are bytes, since those on Linux need not be UTF-8.</summary>
internal sealed record TarEntry
{
    public required TarEntryType Type { get; init; }

    /// <summary>The name as it stands in the archive.</summary>
    public required ReadOnlyMemory<byte> Name { get; init; }

    /// <summary>The target of a link; empty for all else.</summary>
    public ReadOnlyMemory<byte> LinkName { get; init; }

    /// <summary>Bytes of content that follow; 0 for all but files.</summary>
    public long Size { get; init; }

    /// <summary>The permission bits with setuid, setgid and sticky.</summary>
    public uint Mode { get; init; }

    public uint Uid { get; init; }

    public uint Gid { get; init; }

    public TarTime ModifiedAt { get; init; }

    public uint DeviceMajor { get; init; }

    public uint DeviceMinor { get; init; }

    /// <summary>Extended attributes by name; empty when there are none.</summary>
    public IReadOnlyList<KeyValuePair<string, byte[]>> Xattrs { get; init; } = [];

    /// <summary>The name for messages.</summary>
    public string DisplayName => Encoding.UTF8.GetString(Name.Span);
}
