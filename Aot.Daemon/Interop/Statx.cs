using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>statx(2).</summary>
internal static unsafe partial class Statx
{
    public const int AtFdCwd = -100;
    public const int NoFollow = 0x100;
    public const int EmptyPath = 0x1000;
    public const uint BasicStats = 0x7ff;

    /// <summary>0, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    public static int Call(int folder, string path, int flags, uint mask, out Result result)
    {
        fixed (Result* pointer = &result)
        {
            return Native(folder, path, flags, mask, pointer);
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Native(int folder, string path, int flags, uint mask, Result* result);

    [StructLayout(LayoutKind.Sequential)]
    public struct Timestamp
    {
        public long Seconds;
        public uint Nanoseconds;
        private int _reserved;
    }

    /// <summary>struct statx of linux/stat.h.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    public struct Result
    {
        public uint Mask;
        public uint BlockSize;
        public ulong Attributes;
        public uint LinkCount;
        public uint Uid;
        public uint Gid;
        public ushort Mode;
        private ushort _spare;
        public ulong Inode;
        public ulong Size;
        public ulong Blocks;
        public ulong AttributesMask;
        public Timestamp AccessTime;
        public Timestamp BirthTime;
        public Timestamp ChangeTime;
        public Timestamp ModifyTime;
        public uint SpecialMajor;
        public uint SpecialMinor;
        public uint DeviceMajor;
        public uint DeviceMinor;
    }
}
