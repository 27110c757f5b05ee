using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Aot.Daemon.Linux;
using Aot.Daemon.Linux.Netlink;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks.Dataplane;

/// <summary>
/// Bridges on the host and the containers' links into them. Made on a thread in the host's network namespace, and used on such threads only: sysctls
/// are of the thread's. Errors are DaemonExceptions. Thread-safe but for one thing: a bridge that is deleted while something is attached to it is the
/// caller's to prevent.
/// </summary>
internal sealed class BridgeNetworks : IDisposable
{
    private readonly RouteSocket _host = new();

    /// <summary>Makes the bridge, or repairs what of it is not as it should be: MTU, addresses, up, sysctls. A foreign one must be there, with
    /// its addresses, and only gets the sysctl that ports published on loopback need.</summary>
    public void EnsureBridge(BridgeSettings bridge)
    {
        LinkInfo? link = _host.FindLink(bridge.InterfaceName);
        if (link is { Kind: not "bridge" })
        {
            throw DaemonException.System($"the interface {bridge.InterfaceName} exists and is not a bridge");
        }

        if (bridge.IsForeign)
        {
            RequireAddresses(bridge, link ?? throw DaemonException.System($"bridge device {bridge.InterfaceName} not found"));
            SetSysctls(bridge);
            return;
        }

        if (link is null)
        {
            using RouteBatch creation = new();
            creation.CreateBridge(bridge.InterfaceName, MacAddress(bridge.NetworkId), bridge.Mtu);
            _host.Execute(creation).ThrowIfFailed();
            link = Existing(bridge.InterfaceName);
        }

        SetSysctls(bridge);
        using RouteBatch repair = new();
        if (bridge.Mtu > 0 && bridge.Mtu != link.Mtu)
        {
            repair.SetMtu(link.Index, link.Name, bridge.Mtu);
        }

        SetAddresses(repair, link.Index, bridge.Addresses);
        repair.SetUp(link.Index, link.Name);
        _host.Execute(repair).ThrowIfFailed();
    }

    /// <summary>Deletes the bridge; nothing happens when it is not there or not ours.</summary>
    public void DeleteBridge(BridgeSettings bridge)
    {
        if (!bridge.IsForeign)
        {
            DeleteLink(bridge.InterfaceName);
        }
    }

    /// <summary>A link of this name is there that is no bridge.</summary>
    public bool IsOfAnotherKind(string name) => _host.FindLink(name) is { Kind: not "bridge" };

    /// <summary>A link of this name is there.</summary>
    public bool Exists(string name) => _host.FindLink(name) is not null;

    /// <summary>
    /// Makes one endpoint: a veth pair with its ends on the bridge and in the sandbox, up, with addresses and default routes. A link that a crash has left
    /// under the host end's name is replaced; a bridge that somebody deleted is made again. On failure nothing is left.
    /// </summary>
    public void Attach(Sandbox sandbox, BridgeSettings bridge, EndpointLink endpoint)
    {
        if (_host.FindLink(bridge.InterfaceName) is not { } port)
        {
            EnsureBridge(bridge);
            port = Existing(bridge.InterfaceName);
        }

        int mtu = bridge.Mtu > 0 ? bridge.Mtu : port.Mtu;
        NetlinkResult made = CreateVeth(sandbox, endpoint, mtu);
        if (made.Errno == Errno.EEXIST && _host.FindLink(endpoint.HostInterface) is { Kind: "veth" })
        {
            DeleteLink(endpoint.HostInterface);
            made = CreateVeth(sandbox, endpoint, mtu);
        }

        made.ThrowIfFailed();
        try
        {
            SetUpInside(sandbox, endpoint);
            ConnectPort(bridge, Existing(endpoint.HostInterface), port.Index, endpoint.MacAddress.AsSpan());
        }
        catch
        {
            DeleteLink(endpoint.HostInterface);
            throw;
        }
    }

    /// <summary>Takes an endpoint away by its host end, and waits for it: some 20 ms. Not needed where the sandbox goes with it.</summary>
    public void Detach(string hostInterface) => DeleteLink(hostInterface);

    /// <summary>Puts an endpoint's host end back on its bridge, as when the bridge was deleted by somebody and made again, and sets the port up as the host is now;
    /// false when the end is not there, or was never set up: a crash came in between, and it is to be attached anew.</summary>
    public bool TryReattach(BridgeSettings bridge, string hostInterface)
    {
        if (_host.FindLink(hostInterface) is not { IsUp: true } end)
        {
            return false;
        }

        LinkInfo port = Existing(bridge.InterfaceName);

        ConnectPort(bridge, end, port.Index, macAddress: []);
        return true;
    }

    /// <summary>Moves the default routes of a sandbox to another of its links, when networks come and go. A gateway that is null leaves the family as it is.</summary>
    public static void SetGateways(Sandbox sandbox, string sandboxInterface, IPAddress? gateway, IPAddress? gateway6)
    {
        LinkInfo link = sandbox.Routes.FindLink(sandboxInterface) ?? throw DaemonException.System($"there is no {sandboxInterface} in {sandbox.Path}");
        using RouteBatch batch = new();
        AddRoutes(batch, link.Index, gateway, gateway6);
        if (batch.Writer.Count > 0)
        {
            sandbox.Routes.Execute(batch).ThrowIfFailed();
        }
    }

    /// <summary>The host's links, addresses and routes, for whoever chooses subnets and names.</summary>
    public RouteSocket Host => _host;

    public void Dispose() => _host.Dispose();

    // Locally administered, as dockerd's begin; the same each time the network's bridge is made, so that its peers' neighbour entries stay right.
    private static byte[] MacAddress(string networkId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(networkId), hash);
        return [0x02, 0x42, .. hash[..4]];
    }

    private static void SetSysctls(BridgeSettings bridge)
    {
        string name = bridge.InterfaceName;
        try
        {
            // Answers to 127.0.0.1, which a published port's packets may come from, are taken from the bridge; the firewall drops what is none.
            SetTo($"net/ipv4/conf/{name}/route_localnet", "1");
            if (!bridge.IsForeign)
            {
                // A container does not tell the host where to route.
                SetTo($"net/ipv6/conf/{name}/accept_ra", "0");
                SetTo($"net/ipv6/conf/{name}/disable_ipv6", HasIpv6(bridge.Addresses) ? "0" : "1");
            }
        }
        catch (IOException failure)
        {
            throw DaemonException.System($"set up the bridge {name}: {failure.Message}", failure);
        }
    }

    private static void SetTo(string sysctl, string value)
    {
        if (Sysctl.Read(sysctl) is { } present && present != value)
        {
            _ = Sysctl.TryWrite(sysctl, Encoding.ASCII.GetBytes(value));
        }
    }

    private static bool HasIpv6(ImmutableArray<InterfaceAddress> addresses)
    {
        foreach (InterfaceAddress address in addresses)
        {
            if (address.Address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                return true;
            }
        }

        return false;
    }

    private static void AddRoutes(RouteBatch batch, int index, IPAddress? gateway, IPAddress? gateway6)
    {
        if (gateway is not null)
        {
            batch.SetDefaultRoute(index, gateway);
        }

        if (gateway6 is not null)
        {
            batch.SetDefaultRoute(index, gateway6);
        }
    }

    private static void SetUpInside(Sandbox sandbox, EndpointLink endpoint)
    {
        LinkInfo link = sandbox.Routes.FindLink(endpoint.SandboxInterface)
            ?? throw DaemonException.System($"there is no {endpoint.SandboxInterface} in {sandbox.Path}");
        if (HasIpv6(endpoint.Addresses))
        {
            EnableIpv6(sandbox, endpoint.SandboxInterface);
        }

        using RouteBatch batch = new();
        foreach (InterfaceAddress address in endpoint.Addresses)
        {
            batch.AddAddress(link.Index, address.Address, address.PrefixLength);
        }

        batch.SetUp(link.Index, link.Name);
        AddRoutes(batch, link.Index, endpoint.Gateway, endpoint.Gateway6);
        sandbox.Routes.Execute(batch).ThrowIfFailed();
    }

    private static void EnableIpv6(Sandbox sandbox, string name)
    {
        try
        {
            _ = NetworkNamespace.Run(sandbox.Namespace, () =>
                Sysctl.TryWriteInNewNamespace($"net/ipv6/conf/{name}/accept_ra", "0"u8)
                && Sysctl.TryWriteInNewNamespace($"net/ipv6/conf/{name}/disable_ipv6", "0"u8));
        }
        catch (IOException failure)
        {
            throw DaemonException.System($"set up IPv6 of {name} in {sandbox.Path}: {failure.Message}", failure);
        }
    }

    private NetlinkResult CreateVeth(Sandbox sandbox, EndpointLink endpoint, int mtu)
    {
        using RouteBatch batch = new();
        batch.CreateVeth(endpoint.HostInterface, sandbox.Namespace, endpoint.SandboxInterface, endpoint.MacAddress.AsSpan(), mtu);
        return _host.Execute(batch);
    }

    /// <param name="macAddress">Of the end in the sandbox; empty: the bridge learns it by itself.</param>
    private void ConnectPort(BridgeSettings bridge, LinkInfo port, int bridgeIndex, ReadOnlySpan<byte> macAddress)
    {
        using RouteBatch batch = new();

        // A port of a bridge needs no address; one of its own would be announced to all other ports at each start.
        batch.SetNoIpv6Addresses(port.Name);
        batch.AddPort(port.Name, bridgeIndex);

        // Where the kernel shows bridged packets to the firewall (br_netfilter), a published port that leads to the same bridge is bridged, not
        // routed: to the port it came from, or to one that it may not talk to otherwise. There the firewall keeps neighbours apart; elsewhere the bridge.
        bool filtersIpv4 = Sysctl.Read("net/bridge/bridge-nf-call-iptables") == "1";
        bool filtersIpv6 = Sysctl.Read("net/bridge/bridge-nf-call-ip6tables") == "1";
        bool isolated = !bridge.AllowsInterContainer && !(filtersIpv4 && filtersIpv6);
        batch.SetPort(port.Name, isolated, hairpin: filtersIpv4 || filtersIpv6);
        if (!macAddress.IsEmpty)
        {
            // A container that is started again has the same address: what it is sent goes here at once, not to the dying link of the run before.
            batch.LearnMacAddress(port.Index, port.Name, macAddress);
        }

        _host.Execute(batch).ThrowIfFailed();
    }

    private void RequireAddresses(BridgeSettings bridge, LinkInfo link)
    {
        ImmutableArray<LinkAddress> present = _host.Addresses(link.Index);
        foreach (InterfaceAddress wanted in bridge.Addresses)
        {
            if (!present.Contains(new LinkAddress(link.Index, wanted.Address, wanted.PrefixLength)))
            {
                throw DaemonException.Forbidden($"the bridge {link.Name}, which is not aotd's, has not the network's address {wanted.Address}/{wanted.PrefixLength}");
            }
        }
    }

    private void SetAddresses(RouteBatch batch, int index, ImmutableArray<InterfaceAddress> wanted)
    {
        ImmutableArray<LinkAddress> present = _host.Addresses(index);
        foreach (LinkAddress address in present)
        {
            if (!address.Address.IsIPv6LinkLocal && !wanted.Contains(new InterfaceAddress(address.Address, address.PrefixLength)))
            {
                batch.RemoveAddress(index, address.Address, address.PrefixLength);
            }
        }

        foreach (InterfaceAddress address in wanted)
        {
            if (!present.Contains(new LinkAddress(index, address.Address, address.PrefixLength)))
            {
                batch.AddAddress(index, address.Address, address.PrefixLength);
            }
        }
    }

    private LinkInfo Existing(string name) => _host.FindLink(name) ?? throw DaemonException.System($"there is no network interface {name}");

    private void DeleteLink(string name)
    {
        using RouteBatch batch = new();
        batch.DeleteLink(name);
        NetlinkResult result = _host.Execute(batch);
        if (result.Errno is not (0 or Errno.ENODEV))
        {
            throw result.Exception();
        }
    }
}
