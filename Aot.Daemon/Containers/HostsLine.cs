using System.Net;

namespace Aot.Daemon.Containers;

/// <summary>A line of /etc/hosts: an address and its names, parted by spaces.</summary>
internal readonly record struct HostsLine(IPAddress Address, string Names)
{
    public override string ToString() => $"{Address}\t{Names}\n";
}
