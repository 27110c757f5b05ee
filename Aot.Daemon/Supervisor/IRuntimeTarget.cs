namespace Aot.Daemon.Supervisor;

/// <summary>In what a task's own process and an exec differ.</summary>
internal interface IRuntimeTarget
{
    string TaskId { get; }

    /// <summary>Null for the task's own process.</summary>
    string? ExecId { get; }

    string RuntimePath { get; }

    /// <summary>The runtime's arguments that start the process and leave it running.</summary>
    IReadOnlyList<string> StartArguments(ProcessFolder folder, string? consoleSocket);

    /// <summary>The process of that pid on the host is one of the task's.</summary>
    bool Holds(int pid);

    /// <summary>Removes what a runtime that failed may have left.</summary>
    Task CleanUpFailedStartAsync();

    /// <summary>Its processes stand still.</summary>
    bool IsPaused { get; }

    /// <summary>The kernel has killed one of its processes for want of memory.</summary>
    bool HadOomKill { get; }

    /// <summary>The process runs; told once, soon after its start or when it is taken over.</summary>
    void OnRunning();

    /// <summary>SIGKILL was sent to the process: makes it take effect where it stands still.</summary>
    void AfterKill();

    /// <summary>The process has ended: takes others along that must not outlive it. True if the kernel killed something for want of memory.</summary>
    bool EndWithProcess();
}
