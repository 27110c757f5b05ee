namespace Aot.Daemon.Networks.Dns;

/// <summary>The types of records that are told apart (RFC 1035, 3.2.2; RFC 3596; RFC 6891). Others are numbers.</summary>
internal enum DnsType : ushort
{
    A = 1,
    Pointer = 12,
    Aaaa = 28,

    /// <summary>OPT: not a record of a name, but what the sender can do.</summary>
    Options = 41,

    /// <summary>`*`: all records of the name.</summary>
    Any = 255,
}
