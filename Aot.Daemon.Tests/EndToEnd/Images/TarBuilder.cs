using System.Formats.Tar;
using System.Text;

namespace Aot.Daemon.Tests.EndToEnd.Images;

/// <summary>Writes a tar archive in PAX format with fixed times and owners: the same calls give the same bytes.</summary>
internal sealed class TarBuilder : IDisposable
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
    private readonly MemoryStream _stream = new();
    private readonly TarWriter _writer;

    public TarBuilder() => _writer = new TarWriter(_stream, TarEntryFormat.Pax, leaveOpen: true);

    public TarBuilder Folder(string path, int mode = 0x1ED /* 0755 */, int owner = 0) =>
        Add(TarEntryType.Directory, path + "/", mode, owner);

    public TarBuilder File(string path, string content, int mode = 0x1A4 /* 0644 */, int owner = 0) =>
        File(path, Encoding.UTF8.GetBytes(content), mode, owner);

    public TarBuilder File(
        string path, byte[] content, int mode = 0x1A4 /* 0644 */, int owner = 0, Dictionary<string, string>? extendedAttributes = null)
    {
        var entry = new PaxTarEntry(TarEntryType.RegularFile, path, Header(extendedAttributes))
        {
            DataStream = new MemoryStream(content),
        };
        return Write(entry, mode, owner);
    }

    public TarBuilder SymbolicLink(string path, string target) => Add(TarEntryType.SymbolicLink, path, 0x1FF, 0, target);

    public TarBuilder HardLink(string path, string target) => Add(TarEntryType.HardLink, path, 0x1A4, 0, target);

    /// <summary>An entry of any type and name, hostile ones too.</summary>
    public TarBuilder Add(TarEntryType type, string path, int mode, int owner, string? target = null)
    {
        var entry = new PaxTarEntry(type, path, Header(null));
        if (target is not null)
        {
            entry.LinkName = target;
        }
        if (type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice)
        {
            entry.DeviceMajor = 1;
            entry.DeviceMinor = 3;
        }
        return Write(entry, mode, owner);
    }

    public byte[] Build()
    {
        _writer.Dispose();
        return _stream.ToArray();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _stream.Dispose();
    }

    private TarBuilder Write(PaxTarEntry entry, int mode, int owner)
    {
        entry.Mode = (UnixFileMode)mode;
        entry.Uid = owner;
        entry.Gid = owner;
        entry.ModificationTime = Time;
        _writer.WriteEntry(entry);
        return this;
    }

    /// <summary>The extended attributes as PAX records, the way docker and tar write them.</summary>
    private static Dictionary<string, string> Header(Dictionary<string, string>? extendedAttributes)
    {
        Dictionary<string, string> header = [];
        foreach ((string name, string value) in extendedAttributes ?? [])
        {
            header["SCHILY.xattr." + name] = value;
        }
        return header;
    }
}
