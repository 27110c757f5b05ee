using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SocketVector
{
    public byte* Base;
    public nuint Length;
}
