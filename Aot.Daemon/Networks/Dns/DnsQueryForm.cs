namespace Aot.Daemon.Networks.Dns;

/// <summary>What a received message is.</summary>
internal enum DnsQueryForm
{
    /// <summary>A question.</summary>
    Question,

    /// <summary>Not to be answered: too short for a header, or itself an answer (two servers would talk for ever).</summary>
    Silence,

    /// <summary>To be answered with FORMERR.</summary>
    Malformed,

    /// <summary>An operation that is not QUERY: NOTIMP.</summary>
    OtherOperation,

    /// <summary>A version of EDNS that is not 0: BADVERS.</summary>
    OtherVersion,
}
