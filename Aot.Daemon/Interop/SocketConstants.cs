namespace Aot.Daemon.Interop;

/// <summary>The numbers of the socket calls, as far as they are needed here.</summary>
internal static class SocketConstants
{
    public const ushort UnixFamily = 1;
    public const ushort Ipv4Family = 2;
    public const ushort Ipv6Family = 10;
    public const ushort NetlinkFamily = 16;
    public const int Stream = 1;
    public const int Datagram = 2;
    public const int Raw = 3;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int SocketLevel = 1;

    /// <summary>SCM_RIGHTS.</summary>
    public const int Rights = 1;
    public const int ReuseAddress = 2;
    public const int ReceiveBuffer = 8;
    public const int PeerCredentials = 17;
    public const int ReceiveTimeout = 20;
    public const int SendTimeout = 21;
    public const int SendBufferForce = 32;
    public const int Ipv6Level = 41;
    public const int Ipv6Only = 26;
    public const int NetlinkLevel = 270;

    /// <summary>NETLINK_CAP_ACK: an error's message does not bring the whole request back.</summary>
    public const int NetlinkShortErrors = 10;

    /// <summary>NETLINK_EXT_ACK: an error says in words what was wrong.</summary>
    public const int NetlinkErrorWords = 11;

    /// <summary>MSG_TRUNC: the message was longer than the buffer.</summary>
    public const int Truncated = 0x20;
    public const int DontWait = 0x40;
    public const int NoSignal = 0x4000;

    /// <summary>MSG_CMSG_CLOEXEC.</summary>
    public const int CloseReceivedOnExec = 0x40000000;
    public const int ShutdownWrite = 1;
}
