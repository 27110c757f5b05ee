using System.Buffers.Binary;
using System.Text;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Attach;
using Aot.Daemon.Engine;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Exec;

/// <summary>Starts execs and relays their streams.</summary>
/// <param name="lifetimes">Owns what has to be done after an exec ended.</param>
/// <param name="onFailed">Records the exit code of a start that failed.</param>
internal sealed class ExecStart(
    IExecSpecWriter specs, ContainerEvents events, OwnedTasks lifetimes, Action<ExecEntry, int> onFailed) : IAsyncDisposable
{
    /// <summary>The exit code of a start that failed before the runtime could say why (dockerd's).</summary>
    private const int FailedStartExitCode = 126;

    /// <summary>Bytes of a process object with a usual environment.</summary>
    public const int SpecSize = 2048;

    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The event of an exec: `exec_start: sh -c true`.</summary>
    // As dockerd: the program, a space, the arguments.
    public static string ActionOf(string action, ExecConfig exec) =>
        exec.Command.Length == 1 ? $"{action}: {exec.Command[0]} " : $"{action}: {string.Join(' ', exec.Command)}";

    public async Task DetachedAsync(ExecEntry exec, TerminalSize? size)
    {
        (IEngineProcess process, _) = await StartAsync(exec, size, null);
        lifetimes.Run(() => DeleteOnceExitedAsync(exec, process));
    }

    public async Task AttachedAsync(ExecEntry exec, TerminalSize? size, HijackedStream client)
    {
        var options = new AttachOptions
        {
            Stdin = exec.Config.OpenStdin,
            Stdout = exec.Config.OpenStdout,
            Stderr = exec.Config.OpenStderr,
        };
        IEngineProcess process;
        IProcessStream? stream;
        try
        {
            (process, stream) = await StartAsync(exec, size, options);
        }
        catch (DaemonException failure)
        {
            await TellAsync(client, exec.Config.Tty, failure.Message);
            return;
        }

        try
        {
            await using (stream)
            {
                await RelayAsync(exec, client, stream!);
            }
        }
        finally
        {
            lifetimes.Run(() => DeleteOnceExitedAsync(exec, process));
        }
    }

    /// <summary>Stops waiting for ends: the engine keeps the processes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await lifetimes.DrainAsync(CancellationToken.None);
        _stopping.Dispose();
    }

    private async Task RelayAsync(ExecEntry exec, HijackedStream client, IProcessStream stream)
    {
        var relay = new StreamRelay(client, stream)
        {
            HasInput = exec.Config.OpenStdin,
            DetachKeys = exec.Config.Tty ? exec.Config.DetachKeys ?? DetachKeys.Default : null,
            EndsWithInput = exec.Config.Tty, // As dockerd.
        };
        if (await relay.RunAsync(_stopping.Token) != RelayEnd.ProcessEnded)
        {
            events.Publish(exec.Container.Record, "exec_detach", ("execID", exec.Id));
            return;
        }

        // Clients ask for the exit code as soon as the connection ends.
        using var left = CancellationTokenSource.CreateLinkedTokenSource(client.Closed, _stopping.Token);
        await exec.Exited.WaitAsync(left.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Starts it, attached before the first byte of output if that is asked for.</summary>
    private async Task<(IEngineProcess Process, IProcessStream? Stream)> StartAsync(ExecEntry exec, TerminalSize? size, AttachOptions? attach)
    {
        exec.BeginStart();
        ExecConfig config = exec.Config;
        events.Publish(exec.Container.Record, ActionOf("exec_start", config), ("execID", exec.Id));
        CrashPoint.At("exec:begun");
        size ??= config.ConsoleSize;
        try
        {
            IEngineTask engineTask = exec.Container.Task
                ?? throw DaemonException.Conflict($"Container {config.ContainerId} is not running");
            using var spec = new PooledBuffer(SpecSize);
            specs.Write(exec.Container, config, size, spec);
            var options = new ExecOptions
            {
                ExecId = exec.Id,
                ProcessSpec = spec.WrittenMemory,
                Stdio = new StdioOptions
                {
                    Terminal = config.Tty,
                    OpenStdin = config.OpenStdin && attach is not null,
                    StdinOnce = true,
                    Columns = size?.Columns ?? 0,
                    Rows = size?.Rows ?? 0,
                },
            };

            // Once begun a start is carried through or undone, whatever the client does.
            IEngineProcess process = await engineTask.CreateExecAsync(options, CancellationToken.None);
            CrashPoint.At("exec:created");
            IProcessStream? stream = await RunAsync(process, attach);
            CrashPoint.At("exec:started");
            exec.Started(process);
            return (process, stream);
        }
        catch (Exception failure)
        {
            onFailed(exec, failure is RuntimeStartException runtime ? runtime.ExitCode : FailedStartExitCode);
            throw Translate(failure);
        }
    }

    private static async Task<IProcessStream?> RunAsync(IEngineProcess process, AttachOptions? attach)
    {
        IProcessStream? stream = null;
        try
        {
            stream = attach is null ? null : await process.AttachAsync(attach, CancellationToken.None);
            await process.StartAsync(CancellationToken.None);
            return stream;
        }
        catch
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            CrashPoint.At("failed exec:found");
            await process.DeleteAsync(CancellationToken.None);
            throw;
        }
    }

    private async Task DeleteOnceExitedAsync(ExecEntry exec, IEngineProcess process)
    {
        await exec.Exited.WaitAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (exec.Exited.IsCompleted && exec.OrphanedAt is null)
        {
            CrashPoint.At("exec:ended");
            await process.DeleteAsync(CancellationToken.None);
            CrashPoint.At("exec:deleted");
        }
    }

    /// <summary>The error in dockerd's words: `OCI runtime exec failed: &lt;the runtime's message&gt;: unknown`.</summary>
    private static DaemonException Translate(Exception failure) => failure switch
    {
        RuntimeStartException { Failure: RuntimeStartFailure.Other } runtime => DaemonException.System(Words(runtime), runtime),
        RuntimeStartException runtime => DaemonException.Invalid(Words(runtime), runtime),
        DaemonException expected => expected,
        _ => DaemonException.System(failure.Message, failure),
    };

    private static string Words(RuntimeStartException failure)
    {
        const string Prefix = "OCI runtime exec failed: ";
        return failure.Message.StartsWith("OCI runtime", StringComparison.Ordinal) ? failure.Message : $"{Prefix}{failure.Message}: unknown";
    }

    /// <summary>Writes an error where the process's output would have come.</summary>
    private static async Task TellAsync(HijackedStream client, bool tty, string message)
    {
        const int HeaderSize = 8;
        const byte Stdout = 1;
        byte[] text = Encoding.UTF8.GetBytes(message + "\r\n");
        byte[] frame = tty ? text : [Stdout, 0, 0, 0, 0, 0, 0, 0, .. text];
        if (!tty)
        {
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(HeaderSize / 2), text.Length);
        }

        try
        {
            await client.WriteAsync(frame, client.Closed);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // Nobody is there to be told.
        }
    }
}
