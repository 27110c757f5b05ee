namespace Aot.Daemon.Supervisor;

/// <summary>What all parts of the supervisor share.</summary>
internal sealed class SupervisorContext
{
    public required string ExecRoot { get; init; }

    public required EventLoop Loop { get; init; }

    public required RuntimeRunner Runtimes { get; init; }

    public required CgroupFolders Cgroups { get; init; }

    public required CgroupFreezer Freezer { get; init; }

    /// <summary>/proc/sys/kernel/random/boot_id.</summary>
    public required string Boot { get; init; }

    public required SupervisorLog Log { get; init; }

    /// <summary>For reads whose content is passed on before the loop goes on.</summary>
    public byte[] SharedBuffer { get; } = ProcessOutput.CreateSharedBuffer();

    /// <summary>Tells every daemon that listens.</summary>
    public Action<Contracts.SupervisorReply> Announce { get; set; } = _ => { };

    private int _lastConsole;

    /// <summary>A console socket's path, short whatever the container's id.</summary>
    public string NewConsolePath() => Path.Combine(ExecRoot, $"console.{++_lastConsole}");
}
