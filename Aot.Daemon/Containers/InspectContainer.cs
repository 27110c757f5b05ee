using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Http;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Networks;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Maps one published record to the answer of inspect; never waits for the container.</summary>
internal sealed class InspectContainer(ContainerDirectory directory, FsSnapshotService snapshots, NetworkDirectory networks, IContainerExecs execs)
{
    /// <param name="withSize">Measure the container's files, which reads its whole upper directory.</param>
    /// <param name="version">The client's; null: the newest.</param>
    public ContainerInspect Run(ContainerEntry entry, bool withSize, ApiVersion? version = null)
    {
        ContainerRecord record = entry.Record;
        ContainerEntry? network = Network(record);

        // As dockerd: there are no such files before the first start.
        string? etc = record.State.RuntimePath is null ? null : (network ?? entry).Folder;
        long? changes = withSize ? snapshots.SizeOfChanges(entry.Folder) : null;
        return new ContainerInspect
        {
            Id = record.Id,
            Created = GoTime.Format(record.Created),
            Path = record.Path,
            Args = record.Args,
            State = State(record.State),
            Image = record.ImageId,
            ResolvConfPath = etc is null ? "" : ContainerFiles.ResolvConfPath(etc),
            HostnamePath = etc is null ? "" : ContainerFiles.HostnamePath(etc),
            HostsPath = etc is null ? "" : ContainerFiles.HostsPath(etc),
            LogPath = etc is not null && record.HostConfig.LogConfig?.Type == "json-file" ? entry.LogPath : "",
            Name = "/" + record.Name,
            RestartCount = record.State.RestartCount,
            Driver = FsSnapshotService.DriverName,
            Platform = "linux",
            ExecIDs = execs.IdsOf(entry.Id),
            HostConfig = record.HostConfig,
            GraphDriver = new GraphDriver(snapshots.DescribePaths(entry.Folder, record.Layers), FsSnapshotService.DriverName),
            SizeRw = changes,
            SizeRootFs = changes + snapshots.SizeOfLayers(record.Layers),
            Mounts = ContainerMounts.Describe(record),
            Config = network is null
                ? record.Config
                : record.Config with { Hostname = network.Record.Config.Hostname, Domainname = network.Record.Config.Domainname },
            NetworkSettings = ContainerNetworks.Settings(record, networks, version ?? ApiVersion.Current),
        };
    }

    /// <summary>The container whose network, and so whose files in /etc and name, this one has; null when it has its own, or the other is gone.</summary>
    private ContainerEntry? Network(ContainerRecord record) =>
        ContainerMode.Reference(record.HostConfig.NetworkMode) is { } id ? directory.FindById(id) : null;

    private static InspectState State(ContainerState state) => new()
    {
        Status = state.Status.ApiName(),
        Running = state.IsUp,
        Paused = state.Status == ContainerStatus.Paused,
        Restarting = state.Status == ContainerStatus.Restarting,
        OOMKilled = state.OomKilled,
        Dead = state.Status == ContainerStatus.Dead,
        Pid = state.Pid,
        ExitCode = state.ExitCode,
        Error = state.Error,
        StartedAt = GoTime.Format(state.StartedAt),
        FinishedAt = GoTime.Format(state.FinishedAt),
    };
}
