using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>struct ucred (unix(7)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SocketCredentials
{
    public int Pid;
    public uint Uid;
    public uint Gid;
}
