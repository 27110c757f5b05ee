using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>poll(2).</summary>
internal static unsafe partial class Poll
{
    /// <summary>POLLIN: there is something to read.</summary>
    public const short Readable = 0x1;

    /// <summary>POLLERR: reported without being asked for.</summary>
    public const short Error = 0x8;

    /// <summary>POLLHUP: reported without being asked for; on a unix socket the peer has closed both directions.</summary>
    public const short HungUp = 0x10;

    /// <summary>POLLNVAL: the descriptor is not open.</summary>
    public const short NotOpen = 0x20;

    /// <summary>How many descriptors have something to tell, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    /// <param name="milliseconds">0 does not wait, -1 waits without end.</param>
    public static int Call(Span<Descriptor> descriptors, int milliseconds)
    {
        fixed (Descriptor* pointer = descriptors)
        {
            return Native(pointer, (nuint)descriptors.Length, milliseconds);
        }
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Native(Descriptor* descriptors, nuint count, int milliseconds);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Descriptor
    {
        public int Handle;
        public short Wanted;
        public short Found;
    }
}
