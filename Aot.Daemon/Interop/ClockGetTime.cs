using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>clock_gettime(2).</summary>
internal static unsafe partial class ClockGetTime
{
    public const int Realtime = 0;

    /// <summary>0, or -1 with errno.</summary>
    public static int Call(int clock, out Time time)
    {
        time = default;
        fixed (Time* pointer = &time)
        {
            return Native(clock, pointer);
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Native(int clock, Time* time);

    /// <summary>struct timespec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
