using Aot.Daemon.Http;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>Prune: removes the networks of users that no running container is attached to and that match the filters until, label and label!.</summary>
internal sealed partial class PruneNetworks(NetworkDirectory directory, RemoveNetwork remove, NetworkEvents events, TimeProvider time, ILogger logger)
{
    private static readonly string[] Known = ["until", "label", "label!"];

    public NetworkPruneResponse Run(Filters filters)
    {
        FilterRules.RequireKnown(filters, Known);
        DateTimeOffset? until = FilterRules.Until(filters, time.GetUtcNow());
        var deleted = new List<string>();
        foreach (NetworkEntry network in directory.All())
        {
            if (!network.IsUserDefined || network.HasEndpoints || (until is { } limit && network.Record.Created >= limit)
                || !FilterRules.MatchesLabels(filters, network.Record.Labels))
            {
                continue;
            }

            try
            {
                remove.Run(network);
                deleted.Add(network.Name);
            }
            catch (DaemonException stays)
            {
                // Used by someone in the meantime; or it cannot be, which does not save the others.
                LogNotPruned(logger, stays, network.Name);
            }
        }

        events.PublishPrune();
        return new NetworkPruneResponse(deleted.Count == 0 ? null : [.. deleted]);
    }

    [LoggerMessage(2410, LogLevel.Warning, "Network {Name} was not pruned")]
    private static partial void LogNotPruned(ILogger logger, Exception failure, string name);
}
