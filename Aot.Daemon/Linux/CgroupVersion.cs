namespace Aot.Daemon.Linux;

/// <summary>How the host has its control groups mounted (cgroups(7)).</summary>
internal enum CgroupVersion
{
    /// <summary>No cgroup filesystem is mounted.</summary>
    None,

    /// <summary>One hierarchy a controller; a v2 mount beside them without controllers counts as this.</summary>
    V1,

    /// <summary>v1 hierarchies, and a v2 mount that has controllers of its own.</summary>
    Hybrid,

    /// <summary>The unified hierarchy only.</summary>
    V2,
}
