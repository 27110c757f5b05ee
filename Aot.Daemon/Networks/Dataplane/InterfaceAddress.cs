using System.Net;

namespace Aot.Daemon.Networks.Dataplane;

/// <summary>An address of a link and the length of its prefix in bits.</summary>
internal readonly record struct InterfaceAddress(IPAddress Address, int PrefixLength)
{
    public override string ToString() => $"{Address}/{PrefixLength}";
}
