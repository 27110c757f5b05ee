namespace Aot.Daemon.Linux.Netlink;

/// <summary>The numbers of netlink(7) that are the same for all its families.</summary>
internal static class NetlinkConstants
{
    public const int RouteProtocol = 0;
    public const int NetfilterProtocol = 12;

    /// <summary>struct nlmsghdr.</summary>
    public const int HeaderBytes = 16;

    /// <summary>struct nlattr.</summary>
    public const int AttributeHeaderBytes = 4;

    public const ushort Request = 0x1;
    public const ushort Acknowledge = 0x4;
    public const ushort DumpInterrupted = 0x10;
    public const ushort Replace = 0x100;
    public const ushort Exclusive = 0x200;
    public const ushort Create = 0x400;
    public const ushort Append = 0x800;
    public const ushort Dump = 0x300;

    /// <summary>In an error: the request is not brought back whole.</summary>
    public const ushort Capped = 0x100;

    /// <summary>In an error: attributes follow.</summary>
    public const ushort HasErrorAttributes = 0x200;

    public const ushort ErrorMessage = 2;
    public const ushort DoneMessage = 3;

    /// <summary>NLMSGERR_ATTR_MSG.</summary>
    public const ushort ErrorText = 1;

    /// <summary>NLA_F_NESTED.</summary>
    public const ushort Nested = 0x8000;

    /// <summary>NLA_TYPE_MASK: without the flags for nested and for network byte order.</summary>
    public const ushort TypeMask = 0x3fff;

    public static int Align(int length) => (length + 3) & ~3;
}
