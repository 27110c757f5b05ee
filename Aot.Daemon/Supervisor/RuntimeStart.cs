using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Aot.Daemon.Supervisor.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>
/// The OCI runtime at work to start a process. It holds the folder's start lock: by that a supervisor that comes after a dead one waits for it,
/// or finds it to end it.
/// </summary>
internal sealed class RuntimeStart(SupervisorContext context, IRuntimeTarget target, ProcessFolder folder, ProcessStreams streams)
{
    private static readonly TimeSpan ConsoleLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AdoptionInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>How long the lock of a runtime that was killed is waited for.</summary>
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);

    /// <summary>Runs the runtime.</summary>
    /// <param name="abandoned">Its completion ends the runtime.</param>
    public async Task<StartOutcome> RunAsync(ProcessSettings settings, Task abandoned)
    {
        using SafeFileHandle startLock = FileLock.TryTake(folder.StartLock) ?? throw new IOException("a runtime is still at work");
        using ConsoleReceiver? console = settings.Terminal
            ? new ConsoleReceiver(context.Loop, context.NewConsolePath()) { OnReceived = terminal => SetFirstSize(terminal, settings) }
            : null;
        CrashPoint.At("supervisor:start locked");
        File.Delete(folder.PidFile);
        RuntimeStdio stdio = streams.OpenForRuntime();
        RuntimeResult result;
        try
        {
            result = await context.Runtimes.RunAsync(new RuntimeCall
            {
                Runtime = target.RuntimePath,
                Arguments = target.StartArguments(folder, console?.Path),
                Log = folder.RuntimeLog,
                Stdio = stdio,
                Inherited = startLock,
                BeforeRetry = streams.DiscardOutput,
                Abandoned = abandoned,
            });
        }
        finally
        {
            stdio.Input.Dispose();
            stdio.Output.Dispose();
            stdio.ErrorOutput.Dispose();
        }

        if (result.Succeeded && console is not null && !await context.Loop.EndsWithin(console.Received, ConsoleLimit))
        {
            result = Failure("the OCI runtime sent no terminal");
        }

        SafeFileHandle? terminal = console is { Received.IsCompletedSuccessfully: true } ? await console.Received : null;
        int? pid = folder.ReadPid();
        if (result.Succeeded && pid is not null)
        {
            return new StartOutcome(pid, terminal, result);
        }

        terminal?.Dispose();
        return new StartOutcome(null, null, result.Succeeded ? Failure("the OCI runtime succeeded but wrote no pid file") : result);
    }

    /// <summary>Waits for the runtime that an earlier supervisor has run; one that takes too long, or is not wanted, is killed.</summary>
    /// <returns>The pid of the process that it has started, by its pid file, which runtimes write last; null for none.</returns>
    public async Task<int?> AwaitEarlierAsync(Task abandoned)
    {
        if (await IsUnlockedWithin(context.Runtimes.Timeout, abandoned))
        {
            return folder.ReadPid();
        }

        KillEarlier();
        await IsUnlockedWithin(KillLimit, abandoned: null);
        return null;
    }

    private static RuntimeResult Failure(string message) => new(false, message, IsOwnWords: false);

    private static void SetFirstSize(SafeFileHandle terminal, ProcessSettings settings)
    {
        if (settings is { Columns: > 0, Rows: > 0 })
        {
            PseudoTerminal.SetSize(terminal, settings.Columns, settings.Rows);
        }
    }

    private async Task<bool> IsUnlockedWithin(TimeSpan limit, Task? abandoned)
    {
        for (TimeSpan waited = default; waited < limit && abandoned is not { IsCompleted: true }; waited += AdoptionInterval)
        {
            if (FileLock.TryTake(folder.StartLock) is { } startLock)
            {
                startLock.Dispose();
                return true;
            }

            await context.Loop.Delay(AdoptionInterval);
        }

        return false;
    }

    /// <summary>Whoever holds the lock is that runtime, or was started by it: containers inherit nothing of it.</summary>
    private void KillEarlier()
    {
        foreach (int pid in FileIdentity.HoldersOf(folder.StartLock))
        {
            ProcessTree.Kill(pid);
        }
    }
}
