using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Which operations a state allows: one pure table, with dockerd's words for what it forbids.</summary>
internal static class ContainerTransitions
{
    public static void RequireStartable(ContainerRecord record)
    {
        switch (record.State.Status)
        {
            case ContainerStatus.Paused:
                throw DaemonException.Conflict("cannot start a paused container, try unpause instead");
            case ContainerStatus.Running or ContainerStatus.Restarting:
                throw DaemonException.NotModified("container already started");
            case ContainerStatus.Removing or ContainerStatus.Dead:
                throw DaemonException.Conflict("container is marked for removal and cannot be started");
        }
    }

    public static void RequireRunning(ContainerRecord record)
    {
        if (record.State.Status == ContainerStatus.Restarting)
        {
            throw DaemonException.Conflict($"Container {record.Id} is restarting, wait until the container is running");
        }

        if (!record.State.IsRunning)
        {
            throw NotRunning(record);
        }
    }

    public static void RequirePausable(ContainerRecord record)
    {
        RequireRunning(record);
        if (record.State.Status == ContainerStatus.Paused)
        {
            throw DaemonException.Conflict($"Container {record.Id} is already paused");
        }
    }

    /// <summary>A failure of kind System: dockerd answers 500.</summary>
    public static void RequirePaused(ContainerRecord record)
    {
        if (record.State.Status != ContainerStatus.Paused)
        {
            throw DaemonException.System($"Container {record.Id} is not paused");
        }
    }

    public static DaemonException NotRunning(ContainerRecord record) => DaemonException.Conflict($"Container {record.Id} is not running");

    /// <summary>What may be removed as it is; a running container only by force, which kills it first.</summary>
    public static void RequireRemovable(ContainerRecord record, bool force)
    {
        switch (record.State.Status)
        {
            case ContainerStatus.Removing:
                throw DaemonException.Conflict($"removal of container {record.Id} is already in progress");
            case ContainerStatus.Running or ContainerStatus.Restarting when !force:
                throw DaemonException.Conflict(
                    $"You cannot remove a running container {record.Id}. Stop the container before attempting removal or force remove");
            case ContainerStatus.Paused when !force:
                throw DaemonException.Conflict(
                    $"You cannot remove a paused container {record.Id}. Unpause and then stop the container before attempting removal or force remove");
        }
    }
}
