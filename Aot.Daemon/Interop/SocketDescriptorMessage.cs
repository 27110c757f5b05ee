using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>struct cmsghdr with one descriptor.</summary>
[StructLayout(LayoutKind.Sequential, Size = 24)]
internal struct SocketDescriptorMessage
{
    public nuint Length;
    public int Level;
    public int Type;
    public int Descriptor;
}
