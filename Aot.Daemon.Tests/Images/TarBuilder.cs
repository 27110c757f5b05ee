using System.Buffers;
using System.Text;

namespace Aot.Daemon.Tests.Images;

/// <summary>Builds tar archives entry by entry, honest or hostile: nothing is checked.</summary>
internal sealed class TarBuilder
{
    private readonly ArrayBufferWriter<byte> _archive = new();

    public TarBuilder File(string name, string content, uint mode = 0x1a4, uint uid = 0, uint gid = 0, long time = 1_000_000_000, byte[]? pax = null) =>
        Pax(pax).Entry('0', name, Encoding.UTF8.GetBytes(content), mode, uid, gid, time);

    public TarBuilder Folder(string name, uint mode = 0x1ed, uint uid = 0, uint gid = 0, long time = 1_000_000_000, byte[]? pax = null) =>
        Pax(pax).Entry('5', name, [], mode, uid, gid, time);

    public TarBuilder SymbolicLink(string name, string target) => Entry('2', name, [], 0x1ff, link: target);

    public TarBuilder HardLink(string name, string target) => Entry('1', name, [], link: target);

    public TarBuilder Device(char type, string name, uint major, uint minor) => Entry(type, name, [], major: major, minor: minor);

    public TarBuilder Fifo(string name) => Entry('6', name, []);

    /// <summary>One entry: a header, the content, and its padding.</summary>
    public TarBuilder Entry(
        char type, string name, byte[] content, uint mode = 0x1a4, uint uid = 0, uint gid = 0, long time = 1_000_000_000, string link = "",
        uint major = 0, uint minor = 0, string? size = null)
    {
        var header = new byte[512];
        Encoding.UTF8.GetBytes(name).CopyTo(header, 0);
        Octal(header, 100, 8, mode);
        Octal(header, 108, 8, uid);
        Octal(header, 116, 8, gid);
        Encoding.ASCII.GetBytes(size ?? Convert.ToString(content.Length, 8).PadLeft(11, '0')).CopyTo(header, 124);
        Octal(header, 136, 12, time);
        header[156] = (byte)type;
        Encoding.UTF8.GetBytes(link).CopyTo(header, 157);
        "ustar\0"u8.CopyTo(header.AsSpan(257));
        "00"u8.CopyTo(header.AsSpan(263));
        Octal(header, 329, 8, major);
        Octal(header, 337, 8, minor);
        return Raw(header).Content(content);
    }

    /// <summary>A header block as it is, but for its checksum.</summary>
    public TarBuilder Raw(byte[] header)
    {
        header.AsSpan(148, 8).Fill((byte)' ');
        int sum = header.Sum(value => value);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        _archive.Write(header);
        return this;
    }

    public TarBuilder Content(byte[] content)
    {
        _archive.Write(content);
        _archive.Write(new byte[-content.Length & 511]);
        return this;
    }

    /// <summary>An extended header for the next entry; nothing for null.</summary>
    public TarBuilder Pax(byte[]? records) => records is null ? this : Entry('x', "PaxHeader", records);

    public static byte[] Record(string key, string value) => Record(key, Encoding.UTF8.GetBytes(value));

    public static byte[] Record(string key, byte[] value)
    {
        int rest = 1 + Encoding.UTF8.GetByteCount(key) + 1 + value.Length + 1;
        int length = rest;
        while (length != rest + length.ToString().Length)
        {
            length = rest + length.ToString().Length;
        }

        return [.. Encoding.UTF8.GetBytes($"{length} {key}="), .. value, (byte)'\n'];
    }

    /// <summary>The archive so far with its end.</summary>
    public byte[] Build() => [.. _archive.WrittenSpan, .. new byte[1024]];

    /// <summary>The archive without its end.</summary>
    public byte[] BuildWithoutEnd() => _archive.WrittenSpan.ToArray();

    private static void Octal(byte[] header, int offset, int length, long value) =>
        Encoding.ASCII.GetBytes(Convert.ToString(value, 8).PadLeft(length - 1, '0')).CopyTo(header, offset);
}
