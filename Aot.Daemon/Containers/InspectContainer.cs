using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Maps one published record to the answer of inspect; never waits for the container.</summary>
internal sealed class InspectContainer(FsSnapshotService snapshots, IContainerExecs execs)
{
    /// <param name="withSize">Measure the container's files, which reads its whole upper directory.</param>
    public ContainerInspect Run(ContainerEntry entry, bool withSize)
    {
        ContainerRecord record = entry.Record;
        return new ContainerInspect
        {
            Id = record.Id,
            Created = GoTime.Format(record.Created),
            Path = record.Path,
            Args = record.Args,
            State = State(record.State),
            Image = record.ImageId,
            ResolvConfPath = ContainerFiles.ResolvConfPath(entry.Folder),
            HostnamePath = ContainerFiles.HostnamePath(entry.Folder),
            HostsPath = ContainerFiles.HostsPath(entry.Folder),
            LogPath = record.HostConfig.LogConfig?.Type == "json-file" ? entry.LogPath : "",
            Name = "/" + record.Name,
            RestartCount = record.State.RestartCount,
            Driver = FsSnapshotService.DriverName,
            Platform = "linux",
            ExecIDs = execs.IdsOf(entry.Id),
            HostConfig = record.HostConfig,
            GraphDriver = new GraphDriver(snapshots.DescribePaths(entry.Folder, record.Layers), FsSnapshotService.DriverName),
            SizeRw = withSize ? snapshots.SizeOfChanges(entry.Folder) : null,
            SizeRootFs = withSize ? snapshots.SizeOfChanges(entry.Folder) + snapshots.SizeOfLayers(record.Layers) : null,
            Mounts = ContainerMounts.Describe(record.HostConfig),
            Config = record.Config,
            NetworkSettings = new NetworkSettings { Networks = ContainerNetworks.Describe(record) },
        };
    }

    private static InspectState State(ContainerState state) => new()
    {
        Status = state.Status.ApiName(),
        Running = state.IsRunning,
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
