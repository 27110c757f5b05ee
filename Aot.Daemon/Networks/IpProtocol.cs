using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>The protocols of published ports, by name and by their numbers (IANA).</summary>
internal static class IpProtocol
{
    public static bool IsKnown(string name) => name is "tcp" or "udp" or "sctp";

    public static byte NumberOf(string name) => name switch
    {
        "tcp" => 6,
        "udp" => 17,
        "sctp" => 132,
        _ => throw DaemonException.Invalid($"invalid proto: {name}"),
    };
}
