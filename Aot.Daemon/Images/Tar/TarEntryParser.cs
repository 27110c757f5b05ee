using System.Text;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Tar;

/// <summary>Makes an entry of its header block and of what extended headers said before it. Fails as Invalid.</summary>
internal static class TarEntryParser
{
    private const uint PermissionBits = 0xfff; // 07777

    /// <summary>The largest user and group id; one more is the kernel's "leave as it is".</summary>
    private const long MaxId = uint.MaxValue - 1;

    /// <summary>The kernel's device numbers have 12 and 20 bits.</summary>
    private const long MaxMajor = 0xfff;
    private const long MaxMinor = 0xfffff;

    public static TarEntry Parse(ReadOnlySpan<byte> header, PaxHeader extended, long size)
    {
        byte[] name = extended.Path ?? FullName(header);
        byte[] linkName = extended.LinkPath ?? TarHeader.LinkName(header).ToArray();
        TarEntryType type = Type(TarHeader.TypeFlag(header), name);
        bool isDevice = type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice;
        if (isDevice && !TarHeader.HasDeviceNumbers(header))
        {
            throw Invalid(name, "a device without numbers");
        }

        return new TarEntry
        {
            Type = type,
            Name = name,
            LinkName = type is TarEntryType.HardLink or TarEntryType.SymbolicLink ? linkName : default(ReadOnlyMemory<byte>),
            Size = type == TarEntryType.File ? size : 0,
            Mode = (uint)TarHeader.Mode(header) & PermissionBits,
            Uid = (uint)Within(extended.Uid ?? TarHeader.Uid(header), MaxId, name, "user id"),
            Gid = (uint)Within(extended.Gid ?? TarHeader.Gid(header), MaxId, name, "group id"),
            ModifiedAt = extended.ModifiedAt ?? new TarTime(TarHeader.ModifiedAt(header), 0),
            DeviceMajor = isDevice ? (uint)Within(TarHeader.DeviceMajor(header), MaxMajor, name, "device number") : 0,
            DeviceMinor = isDevice ? (uint)Within(TarHeader.DeviceMinor(header), MaxMinor, name, "device number") : 0,
            Xattrs = extended.Xattrs,
        };
    }

    private static byte[] FullName(ReadOnlySpan<byte> header)
    {
        ReadOnlySpan<byte> prefix = TarHeader.Prefix(header);
        return prefix.IsEmpty ? TarHeader.Name(header).ToArray() : [.. prefix, (byte)'/', .. TarHeader.Name(header)];
    }

    private static TarEntryType Type(byte flag, ReadOnlySpan<byte> name) => flag switch
    {
        // The oldest format marks a folder by its name alone; 7 is a contiguous file.
        0 or (byte)'0' => name.EndsWith("/"u8) ? TarEntryType.Folder : TarEntryType.File,
        (byte)'7' => TarEntryType.File,
        (byte)'1' => TarEntryType.HardLink,
        (byte)'2' => TarEntryType.SymbolicLink,
        (byte)'3' => TarEntryType.CharacterDevice,
        (byte)'4' => TarEntryType.BlockDevice,
        (byte)'5' => TarEntryType.Folder,
        (byte)'6' => TarEntryType.Fifo,
        (byte)'S' => throw Invalid(name, "sparse files are not supported"),
        _ => throw Invalid(name, $"unknown type {(flag is > 0x20 and < 0x7f ? (char)flag : '?')}"),
    };

    private static long Within(long value, long limit, ReadOnlySpan<byte> name, string what) =>
        value >= 0 && value <= limit ? value : throw Invalid(name, $"{what} {value} is out of range");

    private static DaemonException Invalid(ReadOnlySpan<byte> name, string what) =>
        DaemonException.Invalid($"invalid tar archive: {Encoding.UTF8.GetString(name)}: {what}");
}
