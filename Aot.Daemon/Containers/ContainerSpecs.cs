using Aot.Daemon.Config;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Brings together what a container's runtime spec needs from elsewhere: the namespaces of other containers, a shared /dev/shm, the runtime.</summary>
internal sealed class ContainerSpecs(SpecWriter writer, ContainerDirectory directory)
{
    private const string ContainerPrefix = "container:";

    // A default container's spec is 9 KB.
    private const int InitialSize = 16 * 1024;

    /// <summary>Writes the spec of a container whose rootfs is mounted.</summary>
    /// <param name="cleanup">Takes the undo of what is mounted here.</param>
    public PreparedSpec Prepare(ContainerEntry entry, DaemonSnapshot configuration, CleanupStack cleanup)
    {
        ContainerRecord record = entry.Record;
        HostConfig host = record.HostConfig;
        RuntimeSelection runtime = configuration.Runtimes.Resolve(host.Runtime);
        ContainerEntry? network = Joined(host.NetworkMode, "network");
        ContainerEntry? ipc = Joined(host.IpcMode, "IPC");
        ContainerEntry? pid = Joined(host.PidMode, "PID");
        string? shm = null;
        if (host.IpcMode == "shareable")
        {
            shm = SharedMemory.Mount(entry.Folder, host.ShmSize);
            cleanup.Push(() => SharedMemory.Unmount(entry.Folder));
        }
        else if (ipc is not null)
        {
            shm = ipc.Record.HostConfig.IpcMode == "shareable"
                ? SharedMemory.PathOf(ipc.Folder)
                : throw DaemonException.Invalid($"can't join IPC of container {ipc.Id}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)");
        }

        var json = new PooledBuffer(InitialSize);
        try
        {
            writer.Write(
                new SpecInput
                {
                    ContainerId = entry.Id,
                    Path = record.Path,
                    Args = record.Args,
                    Config = record.Config,
                    HostConfig = host,
                    RootfsPath = entry.RootfsPath,
                    Folder = (network ?? entry).Folder,
                    Hostname = network?.Record.Config.Hostname,
                    Domainname = network?.Record.Config.Domainname,
                    NetworkNamespacePath = Namespace(network, "net"),
                    IpcNamespacePath = Namespace(ipc, "ipc"),
                    PidNamespacePath = Namespace(pid, "pid"),
                    ShmPath = shm,
                    Defaults = ContainerDefaults.OfSpec(configuration.Config),
                },
                json);
            return new PreparedSpec(runtime, json);
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    private ContainerEntry? Joined(string mode, string what)
    {
        if (!mode.StartsWith(ContainerPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        ContainerEntry other = directory.Find(mode[ContainerPrefix.Length..]);
        return other.State.Status == ContainerStatus.Running
            ? other
            : throw DaemonException.Conflict($"cannot join {what} of a non running container: {other.Id}");
    }

    private static string? Namespace(ContainerEntry? other, string kind) => other is null ? null : $"/proc/{other.State.Pid}/ns/{kind}";
}
