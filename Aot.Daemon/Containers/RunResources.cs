using Aot.Daemon.Containers.Networking;
using Aot.Daemon.Engine;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>What a run of a container holds: its task, its rootfs, its shared /dev/shm, and what it has of networks. Given back when the run is over.</summary>
internal sealed partial class RunResources(FsSnapshotService snapshots, ContainerSandboxes sandboxes, ILogger logger)
{
    /// <summary>Gives back all that is there; a step that fails stops no other. The caller holds the entry's gate.</summary>
    /// <returns>The last failure, which is logged; null when all went well.</returns>
    public async Task<Exception?> ReleaseAsync(ContainerEntry entry)
    {
        Exception? failure = null;
        if (entry.Task is { } engineTask)
        {
            entry.Task = null;
            failure = await DeleteAsync(engineTask);
            CrashPoint.At("release:task");
        }

        try
        {
            Unmount(entry.Folder);
        }
        catch (Exception mounted) when (mounted is IOException or DaemonException)
        {
            LogFailed(logger, mounted, entry.Id);
            failure = mounted;
        }

        return await sandboxes.ReleaseAsync(entry.Id) ?? failure;
    }

    /// <summary>Deletes a task. The failure is returned and logged: what it left is removed before the next task of this id.</summary>
    public async Task<Exception?> DeleteAsync(IEngineTask engineTask)
    {
        try
        {
            await engineTask.DeleteAsync(CancellationToken.None);
            return null;
        }
        catch (Exception failure) when (failure is IOException or DaemonException)
        {
            LogFailed(logger, failure, engineTask.ContainerId);
            return failure;
        }
    }

    /// <summary>Takes the mounts in a container's folder away; nothing happens where there are none. An IOException or DaemonException when that fails.</summary>
    public void Unmount(string folder)
    {
        SharedMemory.Unmount(folder);
        snapshots.Unmount(folder);
    }

    [LoggerMessage(2040, LogLevel.Error, "Giving back what container {Id} held failed")]
    private static partial void LogFailed(ILogger logger, Exception failure, string id);
}
