namespace Aot.Daemon.Networks.Dns;

/// <summary>RCODE (RFC 1035, 4.1.1; RFC 6891, 6.1.3).</summary>
internal enum DnsCode
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,
    NameError = 3,
    NotImplemented = 4,
    Refused = 5,

    /// <summary>BADVERS: its upper bits are in the OPT record.</summary>
    BadVersion = 16,
}
