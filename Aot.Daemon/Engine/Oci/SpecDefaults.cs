using Aot.Daemon.Containers.Contracts;

namespace Aot.Daemon.Engine.Oci;

/// <summary>What the daemon's configuration gives containers that do not say otherwise.</summary>
internal sealed record SpecDefaults
{
    /// <summary>dockerd's own.</summary>
    public static SpecDefaults Dockerd { get; } = new();

    /// <summary>Bytes of /dev/shm.</summary>
    public long ShmSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>Empty is /docker.</summary>
    public string CgroupParent { get; init; } = "";

    /// <summary>private or shareable.</summary>
    public string IpcMode { get; init; } = "private";

    /// <summary>private or host; empty: private on cgroup v2, host on v1.</summary>
    public string CgroupnsMode { get; init; } = "";

    /// <summary>The init's path on the host; empty: one that is found on PATH.</summary>
    public string InitPath { get; init; } = "";

    /// <summary>Limits that a container has unless it names one of the same name.</summary>
    public Ulimit[] Ulimits { get; init; } = [];

    /// <summary>Commands run under an init.</summary>
    public bool Init { get; init; }
}
