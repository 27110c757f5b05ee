using System.Collections.Immutable;
using System.Net;
using Aot.Daemon.Linux.Netlink;
using Aot.Daemon.Linux.Nftables;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks.Dataplane;

/// <summary>
/// The host's firewall rules for bridge networks and published ports: the table <see cref="FirewallTable"/>, and what belongs into it. A change is one transaction of its own
/// elements; where that fails, because somebody flushed the rules or left others, the whole table is written anew in one transaction. A change that
/// fails nevertheless is as if it had not been tried, and a DaemonException. Made in the host's network namespace; thread-safe.
/// </summary>
internal sealed class Firewall(ILogger? logger = null) : IDisposable
{
    private readonly StaleFlows _flows = new(logger);

    // Guards what belongs into the table, and keeps the transactions in the order of its changes; each takes well under a millisecond.
    private readonly Lock _change = new();
    private readonly Dictionary<string, BridgeSettings> _networks = new(StringComparer.Ordinal);
    private readonly Dictionary<(byte Protocol, IPAddress Address, ushort Port), PortForward> _forwards = [];
    private NftSocket? _nftables;
    private bool _closesOthers;

    /// <summary>The table was written, and no change of it has failed since.</summary>
    private bool _isWritten;

    /// <summary>Writes the whole table with these networks and forwards, whatever is there: at daemon start, on reload, when somebody has flushed rules.
    /// There is no moment without rules, and connections go on.</summary>
    /// <param name="closesOthers">The host forwards for containers only: what is neither from nor to a bridge or a veth, whosever, is dropped.</param>
    public void Ensure(IEnumerable<BridgeSettings> networks, IEnumerable<PortForward> forwards, bool closesOthers = false)
    {
        lock (_change)
        {
            _closesOthers = closesOthers;
            _networks.Clear();
            _forwards.Clear();
            foreach (BridgeSettings network in networks)
            {
                _networks[network.InterfaceName] = network;
            }

            foreach (PortForward forward in forwards)
            {
                _forwards[Key(forward)] = forward;
            }

            Rebuild().ThrowIfFailed();
        }
    }

    /// <summary>As above, with what is known to belong there.</summary>
    public void Ensure(bool closesOthers = false)
    {
        lock (_change)
        {
            _closesOthers = closesOthers;
            Rebuild().ThrowIfFailed();
        }
    }

    /// <summary>Fails where the table could not be written: nothing would keep apart what is attached then.</summary>
    public void RequireRules()
    {
        lock (_change)
        {
            if (!_isWritten)
            {
                Rebuild().ThrowIfFailed();
            }
        }
    }

    /// <summary>Adds a network, or replaces its settings.</summary>
    public void AddNetwork(BridgeSettings network)
    {
        lock (_change)
        {
            bool isNew = _networks.TryAdd(network.InterfaceName, network);
            BridgeSettings before = _networks[network.InterfaceName];
            _networks[network.InterfaceName] = network;
            NetlinkResult result = Change(batch =>
            {
                if (!isNew)
                {
                    FirewallElements.Write(batch, before, add: false);
                }

                FirewallElements.Write(batch, network, add: true);
            });
            if (!result.Succeeded)
            {
                _ = isNew && _networks.Remove(network.InterfaceName);
                if (!isNew)
                {
                    _networks[network.InterfaceName] = before;
                }

                throw result.Exception();
            }
        }
    }

    /// <summary>Takes a network out; nothing happens when it is not known.</summary>
    public void RemoveNetwork(string interfaceName)
    {
        lock (_change)
        {
            if (_networks.Remove(interfaceName, out BridgeSettings? network))
            {
                Change(batch => FirewallElements.Write(batch, network, add: false)).ThrowIfFailed();
            }
        }
    }

    /// <summary>Publishes the ports of a container, all or none. A host port that leads elsewhere already is an error.</summary>
    /// <param name="forwards">Of one family each: a host's IPv6 address leads to an IPv6 address.</param>
    public void AddForwards(ImmutableArray<PortForward> forwards)
    {
        if (forwards.IsEmpty)
        {
            return;
        }

        lock (_change)
        {
            foreach (PortForward forward in forwards)
            {
                Check(forward);
            }

            foreach (PortForward forward in forwards)
            {
                _forwards[Key(forward)] = forward;
            }

            NetlinkResult result = Change(batch => FirewallElements.Write(batch, forwards, add: true));
            if (!result.Succeeded)
            {
                Forget(forwards);
                throw result.Exception();
            }
        }

        _flows.ForgetOthers(forwards);
    }

    /// <summary>Takes the ports of a container back; what is not published is passed over.</summary>
    public void RemoveForwards(ImmutableArray<PortForward> forwards)
    {
        if (forwards.IsEmpty)
        {
            return;
        }

        ImmutableArray<PortForward> known;
        lock (_change)
        {
            known = [.. forwards.Where(forward => _forwards.TryGetValue(Key(forward), out PortForward present) && present == forward)];
            if (!known.IsEmpty)
            {
                Forget(known);
                Change(batch => FirewallElements.Write(batch, known, add: false)).ThrowIfFailed();
            }
        }

        _flows.ForgetOwn(known);
    }

    /// <summary>Takes the table away, with all that belongs into it.</summary>
    public void Delete()
    {
        lock (_change)
        {
            _networks.Clear();
            _forwards.Clear();
            using NftBatch batch = new(FirewallTable.Name);
            batch.CreateTable();
            batch.DeleteTable();
            _isWritten = false;
            Socket().Execute(batch).ThrowIfFailed();
        }
    }

    /// <summary>Others' chains that drop what is forwarded unless a rule of theirs says otherwise, e.g. `chain FORWARD of table filter`, as dockerd and some hosts
    /// have it. What they drop no table of ours can let through: it is for whoever reads the log.</summary>
    public ImmutableArray<string> ForeignForwardDrops() =>
    [
        .. ForeignForwardChains()
            .Where(chain => chain.Drops)
            .Select(chain => $"chain {chain.Name} of table {(chain.Family == NftConstants.Ipv6Family ? "ip6" : chain.Family == NftConstants.Ipv4Family ? "ip" : "inet")} {chain.Table}"),
    ];

    /// <summary>Others filter what is forwarded, so they may count on it that something is.</summary>
    public bool OthersForward() => ForeignForwardChains().Any();

    public void Dispose()
    {
        _nftables?.Dispose();
        _flows.Dispose();
    }

    private static (byte Protocol, IPAddress Address, ushort Port) Key(PortForward forward) => (forward.Protocol, forward.HostAddress, forward.HostPort);

    private void Check(PortForward forward)
    {
        if (forward.HostAddress.AddressFamily != forward.ContainerAddress.AddressFamily)
        {
            throw DaemonException.Invalid($"port {forward.HostPort} of {forward.HostAddress} cannot lead to {forward.ContainerAddress}: one is IPv4, the other IPv6");
        }

        if (_forwards.TryGetValue(Key(forward), out PortForward present) && present != forward)
        {
            throw DaemonException.System($"Bind for {new IPEndPoint(forward.HostAddress, forward.HostPort)} failed: port is already allocated");
        }
    }

    private void Forget(ImmutableArray<PortForward> forwards)
    {
        foreach (PortForward forward in forwards)
        {
            _forwards.Remove(Key(forward));
        }
    }

    /// <summary>Makes a change that is in the fields already; where its own transaction fails, the whole table is what is written.</summary>
    private NetlinkResult Change(Action<NftBatch> write)
    {
        using NftBatch batch = new(FirewallTable.Name);
        write(batch);
        return _isWritten && Socket().Execute(batch).Succeeded ? default : Rebuild();
    }

    private NetlinkResult Rebuild()
    {
        _isWritten = false;
        using NftBatch batch = new(FirewallTable.Name, 16 * 1024);
        FirewallTable.Write(batch, _closesOthers);
        foreach (BridgeSettings network in _networks.Values)
        {
            FirewallElements.Write(batch, network, add: true);
        }

        FirewallElements.Write(batch, _forwards.Values, add: true);
        NetlinkResult result = Socket().Execute(batch);
        _isWritten = result.Succeeded;
        return result;
    }

    private IEnumerable<NftChain> ForeignForwardChains()
    {
        lock (_change)
        {
            return Socket().BaseChains().Where(static chain => chain is
            {
                Hook: NftHook.Forward, Family: NftConstants.InetFamily or NftConstants.Ipv4Family or NftConstants.Ipv6Family, Table: not FirewallTable.Name,
            });
        }
    }

    // Opened when it is needed: on a kernel without nftables the daemon is to start, for containers that need none.
    private NftSocket Socket()
    {
        try
        {
            return _nftables ??= new NftSocket();
        }
        catch (DaemonException missing)
        {
            throw DaemonException.System($"the kernel has no nftables, which bridge networks need: {missing.Message}", missing);
        }
    }
}
