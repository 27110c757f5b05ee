using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Aot.Daemon.Supervisor.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Engine.Embedded;

/// <summary>A task at the supervisor, with what the daemon keeps open for it.</summary>
internal sealed class EmbeddedTask(EmbeddedEngine engine, string containerId) : EmbeddedProcess(engine, containerId, null), IEngineTask
{
    private const uint OwnerOnly = 0x180; // 0600

    private volatile bool _isPaused;

    public ProcessKeepers Keepers { get; } = new();

    public bool IsPaused => _isPaused;

    public async ValueTask<IEngineProcess> CreateExecAsync(ExecOptions options, CancellationToken cancellationToken)
    {
        SupervisorRequest request = new()
        {
            Verb = SupervisorVerb.Create,
            Task = ContainerId,
            Exec = options.ExecId,
            Settings = new ProcessSettings
            {
                Terminal = options.Stdio.Terminal,
                OpenStdin = options.Stdio.OpenStdin,
                StdinOnce = options.Stdio.StdinOnce,
                Columns = options.Stdio.Columns,
                Rows = options.Stdio.Rows,
            },
        };
        await Engine.CallAsync(request, cancellationToken);
        string folder = SupervisorPaths.Exec(Engine.ExecRoot, ContainerId, options.ExecId);
        WriteFile(SupervisorPaths.ProcessSpec(folder), options.ProcessSpec.Span);
        return Engine.AddExec(new EmbeddedProcess(Engine, ContainerId, options.ExecId), options.ExecId);
    }

    public async ValueTask PauseAsync(CancellationToken cancellationToken)
    {
        await Engine.CallAsync(Request(SupervisorVerb.Pause), cancellationToken);
        _isPaused = true;
    }

    public async ValueTask ResumeAsync(CancellationToken cancellationToken)
    {
        await Engine.CallAsync(Request(SupervisorVerb.Resume), cancellationToken);
        _isPaused = false;
    }

    /// <summary>The caller makes one update of a task at a time.</summary>
    public async ValueTask UpdateAsync(ReadOnlyMemory<byte> resources, CancellationToken cancellationToken)
    {
        string path = SupervisorPaths.Resources(SupervisorPaths.Task(Engine.ExecRoot, ContainerId));
        WriteFile(path, resources.Span);
        try
        {
            await Engine.CallAsync(Request(SupervisorVerb.Update), cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public async ValueTask<IReadOnlyList<int>> PidsAsync(CancellationToken cancellationToken) =>
        (await Engine.CallAsync(Request(SupervisorVerb.Pids), cancellationToken)).Pids ?? [];

    public override async ValueTask DeleteAsync(CancellationToken cancellationToken)
    {
        await base.DeleteAsync(cancellationToken);
        Keepers.Dispose();
    }

    public override void IsRunning(ProcessListing listing)
    {
        base.IsRunning(listing);
        _isPaused = listing.Paused;
        Keepers.OpenProcess(listing.Pid, listing.StartTime);
        if (listing is { Terminal: true, LacksTerminal: false })
        {
            Engine.KeepTerminal(this);
        }
    }

    public override bool HasEnded(ProcessExit exit)
    {
        Keepers.Dispose();
        return base.HasEnded(exit);
    }

    /// <summary>Opens the FIFOs of a task that was created or found.</summary>
    public void OpenStreams(bool terminal, bool stdin) =>
        Keepers.OpenStreams(SupervisorPaths.Task(Engine.ExecRoot, ContainerId), terminal, stdin);

    public void WriteSpec(ReadOnlySpan<byte> spec) =>
        WriteFile(SupervisorPaths.Spec(SupervisorPaths.Task(Engine.ExecRoot, ContainerId)), spec);

    /// <summary>The runtime reads it later in the same boot: it need not survive a power cut.</summary>
    private static void WriteFile(string path, ReadOnlySpan<byte> content)
    {
        using SafeFileHandle file = Open.File(path, Open.WriteOnly | Open.Create | Open.Truncate, OwnerOnly);
        if (file.IsInvalid)
        {
            throw DaemonException.System($"write {path}", Errno.Exception("open"));
        }

        RandomAccess.Write(file, content, 0);
    }
}
