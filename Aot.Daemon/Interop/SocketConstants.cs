namespace Aot.Daemon.Interop;

/// <summary>The numbers of the socket calls, as far as unix(7) stream sockets need them.</summary>
internal static class SocketConstants
{
    public const ushort UnixFamily = 1;
    public const int Stream = 1;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int SocketLevel = 1;

    /// <summary>SCM_RIGHTS.</summary>
    public const int Rights = 1;
    public const int PeerCredentials = 17;
    public const int ReceiveTimeout = 20;
    public const int SendTimeout = 21;
    public const int DontWait = 0x40;
    public const int NoSignal = 0x4000;

    /// <summary>MSG_CMSG_CLOEXEC.</summary>
    public const int CloseReceivedOnExec = 0x40000000;
    public const int ShutdownWrite = 1;
}
