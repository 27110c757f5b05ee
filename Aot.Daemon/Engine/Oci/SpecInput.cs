using Aot.Daemon.Containers.Contracts;

namespace Aot.Daemon.Engine.Oci;

/// <summary>A container as its runtime spec needs it. The configurations are those of the container's record, checked by
/// <see cref="HostConfigValidation"/> and completed by <see cref="HostConfigDefaults"/>.</summary>
internal readonly record struct SpecInput
{
    public SpecInput()
    {
    }

    public required string ContainerId { get; init; }

    /// <summary>The command that runs and its arguments, as in the record.</summary>
    public required string Path { get; init; }

    public required string[] Args { get; init; }

    public required ContainerConfig Config { get; init; }

    public required HostConfig HostConfig { get; init; }

    /// <summary>The absolute path of the mounted root filesystem.</summary>
    public required string RootfsPath { get; init; }

    /// <summary>The folder whose `hostname`, `hosts` and `resolv.conf` the container gets in /etc: its own, or with network
    /// container:ID that of the other one.</summary>
    public required string Folder { get; init; }

    /// <summary>The host name; null takes the configuration's. With network host the host's, with container:ID the other's.</summary>
    public string? Hostname { get; init; }

    public string? Domainname { get; init; }

    /// <summary>A network namespace to join; null makes a new one, unless the mode is host.</summary>
    public string? NetworkNamespacePath { get; init; }

    /// <summary>The IPC namespace of container:ID, e.g. /proc/123/ns/ipc.</summary>
    public string? IpcNamespacePath { get; init; }

    /// <summary>The PID namespace of container:ID.</summary>
    public string? PidNamespacePath { get; init; }

    /// <summary>The host's path of a tmpfs that is the container's /dev/shm and can be shared: its own with IPC mode shareable, the
    /// other's with container:ID. Null gives it one of its own that nobody else sees.</summary>
    public string? ShmPath { get; init; }

    /// <summary>What the daemon's configuration says of containers that leave it open.</summary>
    public SpecDefaults Defaults { get; init; } = SpecDefaults.Dockerd;
}
