using System.Collections.Immutable;
using System.Net;
using Aot.Daemon.Networks;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers.Networking;

/// <summary>Links on the default network (`--link`): lines in /etc/hosts, and variables. Those on users' networks are the name server's.</summary>
internal sealed class ContainerLinks(NetworkDirectory networks, ContainerDirectory containers, ContainerStore store)
{
    /// <summary>What a container that is being started is linked to; System in dockerd's words when one of it does not run there.</summary>
    public ImmutableArray<ContainerLink> Require(ContainerRecord record, SandboxState state)
    {
        if (record.HostConfig.Links is not { Length: > 0 } texts || DefaultNetwork is not { } bridge || state.On(bridge.Id) is null)
        {
            return [];
        }

        var links = ImmutableArray.CreateBuilder<ContainerLink>(texts.Length);
        foreach (string text in texts)
        {
            (string name, string alias) = WantedNetworks.Link(text);
            ContainerRecord target = containers.Find(name).Record;
            links.Add(Find(target, alias, bridge)
                ?? throw DaemonException.System($"Cannot link to a non running container: /{target.Name} AS /{record.Name}/{alias}"));
        }

        return links.MoveToImmutable();
    }

    /// <summary>The variables of what a running container is linked to, for its execs; what does not run by now is left out.</summary>
    public string[] EnvironmentOf(ContainerRecord record)
    {
        if (record.HostConfig.Links is not { Length: > 0 } texts || DefaultNetwork is not { } bridge || record.State.Network?.On(bridge.Id) is null)
        {
            return [];
        }

        var variables = new List<string>();
        foreach (string text in texts)
        {
            (string name, string alias) = WantedNetworks.Link(text);
            if (TryFind(name) is { } target && Find(target.Record, alias, bridge) is { } link)
            {
                variables.AddRange(LinkEnvironment.Of(record.Name, link));
            }
        }

        return [.. variables];
    }

    /// <summary>A container runs, maybe at another address than before: those that run and are linked to it are told.</summary>
    public async Task RepointAsync(ContainerEntry target)
    {
        foreach (ContainerEntry entry in containers.All())
        {
            foreach (string text in entry.Record.HostConfig.Links ?? [])
            {
                (string name, string alias) = WantedNetworks.Link(text);
                if (TryFind(name) == target)
                {
                    using (await entry.Gate.EnterAsync(CancellationToken.None))
                    {
                        Repoint(entry.Record, entry.Folder, alias, target.Record);
                    }
                }
            }
        }
    }

    /// <summary>Ends a link: `rm --link PARENT/ALIAS`. Fails in dockerd's words.</summary>
    public async Task RemoveAsync(string reference, CancellationToken cancellationToken)
    {
        string path = reference.TrimStart('/');
        int slash = path.LastIndexOf('/');
        if (slash < 0)
        {
            containers.Find(reference);
            throw DaemonException.System("Conflict, cannot remove the default name of the container");
        }

        (string parent, string alias) = (path[..slash], path[(slash + 1)..]);
        ContainerEntry entry = TryFind(parent) ?? throw NotFound(reference);
        using (await entry.EnterAsync(cancellationToken))
        {
            ContainerRecord record = entry.Record;
            string text = Array.Find(record.HostConfig.Links ?? [], link => WantedNetworks.Link(link).Alias == alias) ?? throw NotFound(reference);
            store.Publish(entry, record with { HostConfig = record.HostConfig with { Links = [.. record.HostConfig.Links!.Where(link => link != text)] } });
            if (record.State.IsRunning && DefaultNetwork is { } bridge
                && TryFind(WantedNetworks.Link(text).Container) is { } target && Find(target.Record, alias, bridge) is { } link)
            {
                ContainerFiles.RemoveLink(entry.Folder, link.Line);
            }
        }
    }

    private NetworkEntry? DefaultNetwork => networks.FindByName(NetworkNames.Bridge);

    private static DaemonException NotFound(string reference) => DaemonException.NotFound($"No such container: {reference}");

    private static ContainerLink? Find(ContainerRecord target, string alias, NetworkEntry bridge)
    {
        ImmutableArray<IPAddress> addresses = ContainerEtc.AddressesOf(target.State.Network?.On(bridge.Id));
        return target.State.IsRunning && !addresses.IsEmpty ? new ContainerLink(alias, target, addresses[0]) : null;
    }

    private void Repoint(ContainerRecord record, string folder, string alias, ContainerRecord target)
    {
        if (record.State.IsRunning && DefaultNetwork is { } bridge && record.State.Network?.On(bridge.Id) is not null && Find(target, alias, bridge) is { } link)
        {
            ContainerFiles.RepointLink(folder, alias, link.Address);
        }
    }

    private ContainerEntry? TryFind(string reference)
    {
        try
        {
            return containers.Find(reference);
        }
        catch (DaemonException)
        {
            return null;
        }
    }
}
