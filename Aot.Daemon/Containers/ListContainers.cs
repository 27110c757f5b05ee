using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Http;
using Aot.Daemon.Images;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Networks;

namespace Aot.Daemon.Containers;

/// <summary>List: newest first, from published records only; a container that is busy is never waited for.</summary>
internal sealed class ListContainers(ContainerDirectory directory, ImageService images, FsSnapshotService snapshots, NetworkDirectory networks, TimeProvider time)
{
    /// <param name="all">Also those that do not run; implied by a limit and by the filter status.</param>
    /// <param name="limit">At most so many, the last created, running or not; null or not positive is no limit.</param>
    public ContainerSummary[] Run(bool all, int? limit, bool withSize, Filters filters)
    {
        ContainerEntry[] entries = directory.All();
        var filter = new ContainerFilter(filters, directory, images, networks);
        bool includeStopped = all || limit > 0 || filter.ImpliesAll;

        var matches = new List<ContainerEntry>();
        foreach (ContainerEntry entry in entries)
        {
            ContainerRecord record = entry.Record;
            if ((includeStopped || record.State.IsUp) && filter.Matches(record))
            {
                matches.Add(entry);
            }
        }

        matches.Sort((left, right) => right.Record.Created.CompareTo(left.Record.Created));
        int count = limit is > 0 and int most ? Math.Min(most, matches.Count) : matches.Count;
        DateTimeOffset now = time.GetUtcNow();
        var summaries = new ContainerSummary[count];
        for (int i = 0; i < count; i++)
        {
            summaries[i] = Summarize(matches[i], withSize, now);
        }

        return summaries;
    }

    private ContainerSummary Summarize(ContainerEntry entry, bool withSize, DateTimeOffset now)
    {
        ContainerRecord record = entry.Record;
        long? changes = withSize ? snapshots.SizeOfChanges(entry.Folder) : null;
        return new ContainerSummary
        {
            Id = record.Id,
            Names = ["/" + record.Name],
            Image = ImageNames.StillLeads(images.Index, record) ? record.Config.Image : record.ImageId,
            ImageID = record.ImageId,
            Command = CommandText(record),
            Created = record.Created.ToUnixTimeSeconds(),
            Ports = ContainerNetworks.Summarize(record),
            SizeRw = changes,
            SizeRootFs = changes + snapshots.SizeOfLayers(record.Layers),
            Labels = record.Config.Labels ?? [],
            State = record.State.Status.ApiName(),
            Status = ContainerStatusNames.Describe(record.State, now),
            HostConfig = new SummaryHostConfig(record.HostConfig.NetworkMode),
            NetworkSettings = new SummaryNetworkSettings(ContainerNetworks.Describe(record, networks, version: null)),
            Mounts = ContainerMounts.Describe(record),
        };
    }

    // dockerd quotes an argument that holds a space; nothing parses it.
    private static string CommandText(ContainerRecord record)
    {
        if (record.Args.Length == 0)
        {
            return record.Path;
        }

        var words = new List<string> { record.Path };
        foreach (string argument in record.Args)
        {
            words.Add(argument.Contains(' ', StringComparison.Ordinal) ? $"'{argument}'" : argument);
        }

        return string.Join(' ', words);
    }
}
