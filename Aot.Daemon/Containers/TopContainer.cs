using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Top: what the host's ps says of the container's processes.</summary>
internal sealed class TopContainer(ContainerEvents events)
{
    /// <param name="arguments">ps's own, separated by spaces; null and empty mean -ef.</param>
    public async Task<ContainerTopResponse> RunAsync(ContainerEntry entry, string? arguments, CancellationToken cancellationToken)
    {
        ContainerRecord record = entry.Record;
        ContainerTransitions.Require(record, ContainerMove.Top);
        IEngineTask engineTask = entry.Task ?? throw ContainerTransitions.NotRunning(record);
        IReadOnlyList<int> pids = await engineTask.PidsAsync(cancellationToken);
        ContainerTopResponse processes = ProcessTable.Parse(await HostPs.RunAsync(arguments, pids, cancellationToken), pids);
        events.Publish(record, "top");
        return processes;
    }
}
