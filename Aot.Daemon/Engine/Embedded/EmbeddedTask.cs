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

    public ProcessKeepers Keepers { get; } = new();

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

    public override async ValueTask DeleteAsync(CancellationToken cancellationToken)
    {
        await base.DeleteAsync(cancellationToken);
        Keepers.Dispose();
    }

    public override void IsRunning(ProcessListing listing)
    {
        base.IsRunning(listing);
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
