using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Attach;
using Aot.Daemon.Engine;
using Aot.Daemon.Exec.Contracts;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Exec;

/// <summary>Additional processes in containers: their creation, inspection, resizing and ends; <see cref="ExecStart"/> starts them.</summary>
internal sealed partial class ExecService : IContainerExecs, IAsyncDisposable
{
    /// <summary>128 + SIGKILL: what the kernel does to the processes of a pid namespace whose init ended (pid_namespaces(7)).</summary>
    private const int KilledExitCode = 137;

    private static readonly TimeSpan ResizePatience = TimeSpan.FromSeconds(10); // As dockerd.

    private readonly IContainerDirectory _containers;
    private readonly ContainerEvents _events;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ExecRegistry _registry;
    private readonly ExecStart _start;
    private readonly OwnedTasks _lifetimes;

    public ExecService(IContainerDirectory containers, IExecSpecWriter specs, ContainerEvents events, TimeProvider time, ILogger logger)
    {
        _containers = containers;
        _events = events;
        _time = time;
        _logger = logger;
        _registry = new ExecRegistry(time, exec => End(exec, KilledExitCode, time.GetUtcNow()));
        _lifetimes = new OwnedTasks(failure => LogCleanupFailed(logger, failure));
        _start = new ExecStart(specs, events, _lifetimes, (exec, exitCode) => Settle(exec, exitCode, time.GetUtcNow()));
    }

    /// <summary>Waits while a daemon that has just begun has yet to find what runs in the container.</summary>
    public ValueTask WhenRestoredAsync(string reference, CancellationToken cancellationToken) =>
        _containers.Find(reference).WhenRestoredAsync(cancellationToken);

    /// <summary>Prepares an exec in a running container, and gives its id.</summary>
    public string Create(string reference, ExecCreateRequest request, ApiVersion version)
    {
        ContainerEntry container = _containers.Find(reference);
        RequireUsable(container, reference);
        if (request.Cmd is not { Length: > 0 } command)
        {
            throw DaemonException.Invalid("No exec command specified");
        }

        var exec = new ExecConfig
        {
            Id = HexId.New(),
            ContainerId = container.Id,
            Command = command,
            User = request.User,
            Env = request.Env ?? [],
            WorkingDir = request.WorkingDir,
            Privileged = request.Privileged,
            Tty = request.Tty,
            OpenStdin = request.AttachStdin,
            OpenStdout = request.AttachStdout,
            OpenStderr = request.AttachStderr,
            DetachKeys = request.DetachKeys.Length == 0
                ? null
                : DetachKeys.Parse(request.DetachKeys) ?? throw DaemonException.Invalid($"Invalid escape keys ({request.DetachKeys}) provided"),
            ConsoleSize = version < new ApiVersion(1, 42) ? null : TerminalSize.From(request.ConsoleSize),
        };
        _registry.Add(new ExecEntry(container, exec));
        Publish(container, "exec_create", exec);
        return exec.Id;
    }

    /// <summary>The exec, if it can still be started.</summary>
    public ExecEntry FindStartable(string id)
    {
        ExecEntry exec = FindUsable(id);
        exec.RequireStartable();
        return exec;
    }

    /// <summary>Starts an exec without its streams; returns once it runs.</summary>
    public Task StartDetachedAsync(ExecEntry exec, TerminalSize? size) => _start.DetachedAsync(exec, size);

    /// <summary>Starts an exec and relays its streams until it ends or the client leaves. A failure is written to the client, as its answer
    /// was given already.</summary>
    public Task StartAttachedAsync(ExecEntry exec, TerminalSize? size, HijackedStream client) => _start.AttachedAsync(exec, size, client);

    public async Task ResizeAsync(string id, TerminalSize size, CancellationToken cancellationToken)
    {
        ExecEntry exec = FindUsable(id);
        try
        {
            // Clients send the size right after they asked for the start.
            await exec.Settled.WaitAsync(ResizePatience, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw DaemonException.System("timeout waiting for exec session ready");
        }

        if (exec.State.Status == ExecStatus.Exited || exec.Process is not { } process)
        {
            throw DaemonException.Invalid("exec process is not started");
        }

        await process.ResizeAsync(size.Columns, size.Rows, cancellationToken);
    }

    public ExecInspectResponse Inspect(string id)
    {
        ExecEntry exec = Find(id);
        ExecState state = exec.State;
        ExecConfig config = exec.Config;
        return new ExecInspectResponse
        {
            ID = exec.Id,
            Running = state.IsRunning,
            ExitCode = state.ExitCode,
            ProcessConfig = new ExecProcessConfig
            {
                Tty = config.Tty,
                Entrypoint = config.Command[0],
                Arguments = config.Command[1..],
                Privileged = config.Privileged,
                User = config.User.Length > 0 ? config.User : exec.Container.Record.Config.User is { Length: > 0 } user ? user : null,
            },
            OpenStdin = config.OpenStdin,
            OpenStderr = config.OpenStderr,
            OpenStdout = config.OpenStdout,
            CanRemove = false,
            ContainerID = exec.Container.Id,
            DetachKeys = config.DetachKeys?.Bytes.ToArray() ?? [],
            Pid = state.Pid,
        };
    }

    public void OnExit(ProcessExit exit)
    {
        if (exit.ExecId is not null && _registry.Find(exit.ExecId) is { } exec)
        {
            End(exec, exit.ToldExitCode, exit.ExitedAt);
        }
    }

    public void OnContainerGone(string containerId)
    {
        DateTimeOffset now = _time.GetUtcNow();
        bool anyRuns = false;
        foreach (ExecEntry exec in _registry.Of(containerId))
        {
            if (exec.State.Status == ExecStatus.Created)
            {
                _registry.Remove(exec);
            }
            else if (exec.State.IsRunning)
            {
                exec.Orphan(now);
                anyRuns = true;
            }
        }

        if (anyRuns)
        {
            _registry.ScheduleSweep(ExecRegistry.OrphanTime);
        }
    }

    public string[]? IdsOf(string containerId)
    {
        string[] ids = [.. _registry.Of(containerId).Where(static exec => exec.State.Status != ExecStatus.Exited).Select(static exec => exec.Id)];
        return ids.Length > 0 ? ids : null;
    }

    public async ValueTask DisposeAsync()
    {
        _registry.Dispose();
        await _start.DisposeAsync();
    }

    private void End(ExecEntry exec, int exitCode, DateTimeOffset exitedAt)
    {
        if (Settle(exec, exitCode, exitedAt))
        {
            _events.Publish(exec.Container.Record, "exec_die", ("execID", exec.Id), ("exitCode", exitCode.ToString()));
        }
    }

    private bool Settle(ExecEntry exec, int exitCode, DateTimeOffset exitedAt)
    {
        bool isNew = exec.TryExit(exitCode, exitedAt);
        if (isNew)
        {
            _registry.ScheduleSweep(ExecRegistry.KeepTime);
        }

        return isNew;
    }

    private ExecEntry Find(string id) =>
        _registry.Find(id) is { } exec && exec.Container.State.Status is not (ContainerStatus.Removing or ContainerStatus.Dead)
            ? exec
            : throw DaemonException.NotFound($"No such exec instance: {id}");

    private ExecEntry FindUsable(string id)
    {
        ExecEntry exec = Find(id);
        RequireUsable(exec.Container, exec.Container.Id);
        return exec;
    }

    private static void RequireUsable(ContainerEntry container, string reference)
    {
        ContainerTransitions.Require(container.Record, ContainerMove.Exec, reference);
        if (container.Task is null)
        {
            throw DaemonException.Conflict($"Container {container.Id} is not running");
        }
    }

    private void Publish(ContainerEntry container, string action, ExecConfig exec) =>
        _events.Publish(container.Record, ExecStart.ActionOf(action, exec), ("execID", exec.Id));

    [LoggerMessage(3101, LogLevel.Error, "An ended exec could not be cleaned up")]
    private static partial void LogCleanupFailed(ILogger logger, Exception failure);
}
