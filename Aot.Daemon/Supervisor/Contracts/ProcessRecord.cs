namespace Aot.Daemon.Supervisor.Contracts;

/// <summary>task.json or exec.json: what a later supervisor needs to adopt a process.</summary>
internal sealed record ProcessRecord
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public required ProcessSettings Settings { get; init; }

    /// <summary>0 until the start has succeeded.</summary>
    public int Pid { get; init; }

    /// <summary>In clock ticks since boot; with Pid and Boot it names the process for good.</summary>
    public ulong StartTime { get; init; }

    /// <summary>/proc/sys/kernel/random/boot_id.</summary>
    public string? Boot { get; init; }

    /// <summary>The runtime says that the task is paused and its cgroup does not show it (a virtual machine).</summary>
    public bool PausedUnseen { get; init; }

    /// <summary>Standard input has ended.</summary>
    public bool InputClosed { get; init; }
}
