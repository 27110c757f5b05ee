using System.Collections.Immutable;
using Aot.Daemon.Config;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>Create: everything is checked and reserved, then the record is written, durably, then the kernel's part is made, and undone with all the
/// rest when that fails. A crash in between leaves a network whose link the next daemon start makes.</summary>
internal sealed class CreateNetwork(
    NetworkStore store, NetworkDirectory directory, FreeSubnets free, INetworkDataplane dataplane, NetworkEvents events, TimeProvider time)
{
    public NetworkCreateResponse Run(NetworkCreateRequest request, NetworkConfig config)
    {
        NetworkNames.RequireCreatable(request.Name);
        string driver = request.Driver.Length > 0 ? request.Driver : NetworkDrivers.Bridge;
        RequireBuilt(request, driver);

        SortedDictionary<string, string> options = WithDefaults(request.Options, config.DefaultNetworkOptions, driver);
        string id = HexId.New();
        var reserved = new Stack<Action>();
        try
        {
            directory.ReserveName(request.Name, id);
            reserved.Push(() => directory.Release(id));
            var record = new NetworkRecord
            {
                Version = NetworkRecord.CurrentVersion,
                Id = id,
                Name = request.Name,
                Created = time.GetUtcNow(),
                Driver = driver,
                EnableIPv4 = request.EnableIPv4 ?? true,
                EnableIPv6 = request.EnableIPv6 ?? false,
                Internal = request.Internal,
                Attachable = request.Attachable,
                Options = options,
                Labels = request.Labels ?? [],
                Ipam = Plain(request.IPAM),
            };
            if (!record.EnableIPv4 && !record.EnableIPv6)
            {
                throw DaemonException.Invalid("IPv4 or IPv6 must be enabled");
            }

            // As dockerd, a bridge that is there is used; but it stays its owner's, addresses and all.
            string link = BridgeOptions.Parse(options).InterfaceName;
            record = record with
            {
                HasForeignLink = link.Length > 0 && dataplane.HasLink(link),
                Subnets = [.. Subnets(record, request.IPAM?.Config ?? [], config)],
            };
            var entry = new NetworkEntry(record);
            directory.ReserveLink(entry.Bridge!.InterfaceName, id);
            store.Write(record);
            reserved.Push(() => store.Delete(id));
            dataplane.AddBridge(entry.Bridge);
            directory.Add(entry);
            reserved.Clear();
            events.Publish(record, "create");
            return new NetworkCreateResponse(id, "");
        }
        finally
        {
            while (reserved.TryPop(out Action? undo))
            {
                undo();
            }
        }
    }

    private static void RequireBuilt(NetworkCreateRequest request, string driver)
    {
        if (request.Scope == "swarm")
        {
            throw DaemonException.Forbidden("cannot create a swarm scoped network when swarm is not active");
        }

        if (request.Ingress)
        {
            throw DaemonException.Forbidden("Ingress network can only be global scope network");
        }

        if (request.ConfigOnly || request.ConfigFrom is { Network.Length: > 0 })
        {
            throw DaemonException.NotImplemented("networks that are configurations of others are not supported by this version of aotd");
        }

        NetworkDrivers.RequireCreatable(driver);
        switch (request.IPAM?.Driver)
        {
            case null or "" or "default":
                break;
            case "null":
                throw DaemonException.NotImplemented("the IPAM driver null is not supported by this version of aotd");
            case string other:
                throw DaemonException.NotFound($"plugin \"{other}\" not found");
        }
    }

    private static SortedDictionary<string, string> WithDefaults(
        SortedDictionary<string, string>? asked, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> defaults, string driver)
    {
        SortedDictionary<string, string> options = asked is null ? [] : new(asked);
        if (defaults.TryGetValue(driver, out ImmutableSortedDictionary<string, string>? own))
        {
            foreach ((string key, string value) in own)
            {
                options.TryAdd(key, value);
            }
        }

        return options;
    }

    private static IpamSettings Plain(IpamSettings? asked) => new()
    {
        Driver = "default",
        Options = asked?.Options,
        Config = asked?.Config ?? [],
    };

    private IEnumerable<NetworkSubnet> Subnets(NetworkRecord record, IpamConfig[] configs, NetworkConfig config)
    {
        (RequestedSubnet? ipv4, RequestedSubnet? ipv6) = RequestedSubnet.ParseAll(configs, record.Name);
        if (record.EnableIPv4)
        {
            yield return Reserve(ipv4, isIPv6: false, config, record.Id).Complete();
        }

        if (record.EnableIPv6)
        {
            yield return Reserve(ipv6, isIPv6: true, config, record.Id).Complete();
        }
    }

    private RequestedSubnet Reserve(RequestedSubnet? asked, bool isIPv6, NetworkConfig config, string id)
    {
        if (asked is null)
        {
            return new RequestedSubnet { Subnet = free.Reserve(isIPv6, config, id) };
        }

        directory.ReserveSubnet(asked.Subnet, id);
        return asked;
    }
}
