using System.Text;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>Values under /proc/sys. Those of net/ are of the calling thread's network namespace.</summary>
internal static unsafe class Sysctl
{
    private const int LongestValue = 256;

    /// <summary>Writes a value; false when the kernel has no such name (e.g. IPv6 is switched off). Throws an IOException.</summary>
    /// <param name="name">With slashes: `net/ipv4/ip_forward`.</param>
    public static bool TryWrite(string name, ReadOnlySpan<byte> value)
    {
        using SafeFileHandle file = Open.File("/proc/sys/" + name, Open.WriteOnly);
        return TryWrite(file, name, value);
    }

    /// <summary>
    /// As TryWrite, for a value under net/ in a namespace that is new. The kernel keeps the names under /proc/sys/net of all namespaces in one chain, which is searched to its
    /// end for those of a new one; a procfs of its own, for this file alone, makes that cost the same with a thousand of them (since Linux 5.8; before, it is as TryWrite).
    /// </summary>
    public static bool TryWriteInNewNamespace(string name, ReadOnlySpan<byte> value)
    {
        using SafeFileHandle proc = NewMount.Call("proc\0"u8);
        if (proc.IsInvalid)
        {
            return TryWrite(name, value);
        }

        using SafeFileHandle file = OpenAt.Call(proc, Encoding.UTF8.GetBytes($"sys/{name}\0"), Open.WriteOnly);
        return TryWrite(file, name, value);
    }

    /// <summary>As TryWrite, but a name that is not there is an error too.</summary>
    public static void Write(string name, ReadOnlySpan<byte> value)
    {
        if (!TryWrite(name, value))
        {
            throw Errno.Exception($"open /proc/sys/{name}", Errno.ENOENT);
        }
    }

    /// <summary>A value without its line break, of its first 256 bytes; null when there is no such name. Throws an IOException.</summary>
    public static string? Read(string name)
    {
        using SafeFileHandle file = Open.File("/proc/sys/" + name, Open.ReadOnly);
        if (file.IsInvalid)
        {
            return Errno.Last == Errno.ENOENT ? null : throw Errno.Exception($"open /proc/sys/{name}");
        }

        byte* bytes = stackalloc byte[LongestValue];
        nint count = ReadBytes.Call(file, bytes, LongestValue);
        return count < 0 ? throw Errno.Exception($"read /proc/sys/{name}") : Encoding.UTF8.GetString(bytes, (int)count).TrimEnd();
    }

    private static bool TryWrite(SafeFileHandle file, string name, ReadOnlySpan<byte> value)
    {
        if (file.IsInvalid)
        {
            return Errno.Last == Errno.ENOENT ? false : throw Errno.Exception($"open /proc/sys/{name}");
        }

        fixed (byte* bytes = value)
        {
            return WriteBytes.Call(file, bytes, (nuint)value.Length) == value.Length ? true : throw Errno.Exception($"write /proc/sys/{name}");
        }
    }
}
