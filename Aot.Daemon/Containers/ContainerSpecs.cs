using Aot.Daemon.Config;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Brings together what a container's runtime spec needs from elsewhere: the namespaces of other containers, a shared /dev/shm, the runtime.</summary>
internal sealed class ContainerSpecs(SpecWriter writer, ContainerDirectory directory)
{
    // A default container's spec is 9 KB.
    private const int InitialSize = 16 * 1024;

    // One is enough: starts that overlap make their own.
    private PooledBuffer? _spare;

    // Of the configuration that it was last asked for.
    private volatile CachedDefaults? _defaults;

    /// <summary>Writes the spec of a container whose rootfs is mounted.</summary>
    /// <remarks>It may mount the container's shared /dev/shm: <see cref="RunResources"/> takes that away, also after a failure.</remarks>
    public PreparedSpec Prepare(ContainerEntry entry, DaemonSnapshot configuration)
    {
        ContainerRecord record = entry.Record;
        HostConfig host = record.HostConfig;
        RuntimeSelection runtime = configuration.Runtimes.Resolve(host.Runtime);
        ContainerEntry? network = Network(entry);
        ContainerEntry? ipc = Ipc(host.IpcMode);
        ContainerEntry? pid = Joined(host.PidMode, "can't join PID namespace of container");
        string? shm = null;
        if (host.IpcMode == "shareable")
        {
            shm = SharedMemory.Mount(entry.Folder, host.ShmSize);
        }
        else if (ipc is not null)
        {
            shm = SharedMemory.PathOf(ipc.Folder);
        }

        PooledBuffer json = Interlocked.Exchange(ref _spare, null) ?? new PooledBuffer(InitialSize);
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
                    Defaults = DefaultsOf(configuration.Config),
                },
                json);
            return new PreparedSpec(runtime, json, this);
        }
        catch
        {
            TakeBack(json);
            throw;
        }
    }

    /// <summary>The spec is no longer needed: its buffer is the next one's.</summary>
    public void TakeBack(PooledBuffer json)
    {
        json.Clear();
        Interlocked.Exchange(ref _spare, json)?.Dispose();
    }

    private SpecDefaults DefaultsOf(DaemonConfig config)
    {
        CachedDefaults? cached = _defaults;
        if (cached is null || !ReferenceEquals(cached.Config, config))
        {
            _defaults = cached = new CachedDefaults(config, ContainerDefaults.OfSpec(config));
        }

        return cached.Defaults;
    }

    private ContainerEntry? Network(ContainerEntry entry)
    {
        if (ContainerMode.Reference(entry.Record.HostConfig.NetworkMode) is not { } reference)
        {
            return null;
        }

        ContainerEntry other = directory.Find(reference);
        if (other.Id == entry.Id)
        {
            throw DaemonException.Invalid("cannot join own network");
        }

        return other.State.Status == ContainerStatus.Running
            ? other
            : throw DaemonException.Conflict($"cannot join network of a non running container: {other.Id}");
    }

    private ContainerEntry? Ipc(string mode)
    {
        const string refusal = "can't join IPC of container";
        ContainerEntry? other = Joined(mode, refusal);
        return other is null || other.Record.HostConfig.IpcMode == "shareable"
            ? other
            : throw DaemonException.Invalid($"{refusal} {other.Id}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)");
    }

    private ContainerEntry? Joined(string mode, string refusal)
    {
        if (ContainerMode.Reference(mode) is not { } reference)
        {
            return null;
        }

        ContainerEntry other = directory.Find(reference);
        return other.State.Status == ContainerStatus.Running
            ? other
            : throw DaemonException.Conflict($"{refusal} {other.Id}: container {other.Id} is not running");
    }

    private static string? Namespace(ContainerEntry? other, string kind) => other is null ? null : $"/proc/{other.State.Pid}/ns/{kind}";

    private sealed record CachedDefaults(DaemonConfig Config, SpecDefaults Defaults);
}
