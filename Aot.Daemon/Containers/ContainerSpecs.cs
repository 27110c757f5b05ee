using Aot.Daemon.Config;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Containers.Networking;
using Aot.Daemon.Engine;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Brings together what a container's runtime spec needs from elsewhere, the namespaces of other containers above all.</summary>
internal sealed class ContainerSpecs(SpecWriter writer, ContainerDirectory directory)
{
    // A default container's spec is 9 KB.
    private const int InitialSize = 16 * 1024;

    // One is enough: starts that overlap make their own.
    private PooledBuffer? _spare;

    // Of the configuration that it was last asked for.
    private volatile CachedDefaults? _defaults;

    /// <summary>Finds the containers whose network and IPC a container shares. They must run.</summary>
    public JoinedContainers Join(ContainerEntry entry) => new(Network(entry), Ipc(entry.Record.HostConfig.IpcMode));

    /// <summary>Writes the spec of a container whose rootfs and shared memory are mounted. Whatever is wrong with it is a System failure, as for
    /// dockerd: the settings were found to be right, so it is no fault of the request.</summary>
    /// <param name="sandbox">What was made for it of networks.</param>
    /// <param name="shm">The /dev/shm that it has from the host; null for one of its own.</param>
    public PreparedSpec Write(ContainerEntry entry, JoinedContainers joined, OpenedSandbox sandbox, string? shm, DaemonSnapshot configuration)
    {
        PooledBuffer json = Interlocked.Exchange(ref _spare, null) ?? new PooledBuffer(InitialSize);
        try
        {
            writer.Write(Input(entry, joined, sandbox, shm, configuration.Config), json);
            return new PreparedSpec(json, this);
        }
        catch (DaemonException failure) when (failure.Kind != ErrorKind.System)
        {
            TakeBack(json);
            throw DaemonException.System(failure.Message, failure);
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

    private SpecInput Input(ContainerEntry entry, JoinedContainers joined, OpenedSandbox sandbox, string? shm, DaemonConfig config)
    {
        ContainerRecord record = entry.Record;
        ContainerEntry? pid = Joined(record.HostConfig.PidMode, "can't join PID namespace of container");
        return new SpecInput
        {
            ContainerId = entry.Id,
            Path = record.Path,
            Args = record.Args,
            Config = sandbox.Environment is [] ? record.Config : record.Config with { Env = [.. sandbox.Environment, .. record.Config.Env ?? []] },
            HostConfig = record.HostConfig,
            RootfsPath = entry.RootfsPath,
            Folder = (joined.Network ?? entry).Folder,
            Hostname = joined.Network?.Record.Config.Hostname,
            Domainname = joined.Network?.Record.Config.Domainname,
            NetworkNamespacePath = string.IsNullOrEmpty(sandbox.State?.Path) ? Namespace(joined.Network, "net") : sandbox.State.Path,
            IpcNamespacePath = Namespace(joined.Ipc, "ipc"),
            PidNamespacePath = Namespace(pid, "pid"),
            ShmPath = shm,
            Defaults = DefaultsOf(config),
        };
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
