using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>struct msghdr (recvmsg(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SocketMessage
{
    public nint Name;
    public uint NameLength;
    public SocketVector* Vectors;
    public nuint VectorCount;
    public byte* Control;
    public nuint ControlLength;
    public int Flags;
}
