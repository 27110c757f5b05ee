using System.Diagnostics;

namespace Aot.Benchmarks.Networks;

/// <summary>A host for a daemon, a network namespace with nothing in it, and another host beside it on a link of their own.</summary>
internal sealed class HostNamespace : IDisposable
{
    /// <summary>What the host is to the other one.</summary>
    public const string Address = "192.0.2.1";

    private readonly string _name;

    public HostNamespace(string name)
    {
        _name = $"bench-{Environment.ProcessId}-{name}";
        foreach (string each in (string[])[_name, Peer])
        {
            Ip("netns", "add", each);
            Ip("-n", each, "link", "set", "lo", "up");
        }
        Ip("-n", _name, "link", "add", "uplink", "type", "veth", "peer", "name", "uplink", "netns", Peer);
        Ip("-n", _name, "address", "add", Address + "/24", "dev", "uplink");
        Ip("-n", Peer, "address", "add", "192.0.2.2/24", "dev", "uplink");
        foreach (string each in (string[])[_name, Peer])
        {
            Ip("-n", each, "link", "set", "uplink", "up");
        }
    }

    public string Path => "/run/netns/" + _name;

    public string PeerPath => "/run/netns/" + Peer;

    private string Peer => _name + "-peer";

    public void Dispose()
    {
        Ip("netns", "delete", _name);
        Ip("netns", "delete", Peer);
    }

    private static void Ip(params string[] arguments)
    {
        using Process process = Process.Start("ip", arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)} failed");
        }
    }
}
