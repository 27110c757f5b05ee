using Aot.Daemon.Containers;
using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Exec;

/// <summary>An exec's live identity. Its state moves forwards only, whoever tells of a step and in whatever order: an exit may be told before the
/// start that it follows has returned.</summary>
internal sealed class ExecEntry(ContainerEntry container, ExecConfig config)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guarded by _lock.
    private DateTimeOffset? _orphanedAt;

    // Written under _lock.
    private volatile ExecState _state = new();
    private volatile IEngineProcess? _process;

    public ContainerEntry Container { get; } = container;

    public ExecConfig Config { get; } = config;

    public string Id => Config.Id;

    public ExecState State => _state;

    /// <summary>The process; null before it started and where it could not be.</summary>
    public IEngineProcess? Process => _process;

    /// <summary>Completes once it runs, or will never run.</summary>
    public Task Settled => _settled.Task;

    /// <summary>Completes with its end, or the failure of its start.</summary>
    public Task Exited => _exited.Task;

    /// <summary>When the container's run was over, and the exec with it; its own exit may still be told. Null before.</summary>
    public DateTimeOffset? OrphanedAt
    {
        get
        {
            lock (_lock)
            {
                return _orphanedAt;
            }
        }
    }

    /// <summary>Conflict, with dockerd's words, when the exec was started before.</summary>
    public void RequireStartable() => RequireStartable(_state);

    /// <summary>Claims the one start that an exec has.</summary>
    public void BeginStart()
    {
        lock (_lock)
        {
            RequireStartable(_state);
            _state = _state with { Status = ExecStatus.Starting };
        }
    }

    public void Started(IEngineProcess process)
    {
        lock (_lock)
        {
            _process = process;
            _state = _state.Status == ExecStatus.Exited
                ? _state with { Pid = process.Pid }
                : _state with { Status = ExecStatus.Running, Pid = process.Pid };
        }

        _settled.TrySetResult();
    }

    /// <summary>It ended, or its start failed. False when that was known already.</summary>
    public bool TryExit(int exitCode, DateTimeOffset exitedAt)
    {
        lock (_lock)
        {
            if (_state.Status == ExecStatus.Exited)
            {
                return false;
            }

            _state = _state with { Status = ExecStatus.Exited, ExitCode = exitCode, ExitedAt = exitedAt };
        }

        _settled.TrySetResult();
        _exited.TrySetResult();
        return true;
    }

    public void Orphan(DateTimeOffset at)
    {
        lock (_lock)
        {
            _orphanedAt ??= at;
        }
    }

    private void RequireStartable(ExecState state)
    {
        switch (state.Status)
        {
            case ExecStatus.Starting or ExecStatus.Running:
                throw DaemonException.Conflict($"exec command {Id} is already running");
            case ExecStatus.Exited:
                throw DaemonException.Conflict($"exec command {Id} has already run");
        }
    }
}
