using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Aot.Daemon.Supervisor.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>
/// One process, the task's own or an exec: its record, its streams and its life. Every step is on disk before anybody is told
/// of it: the settings when it is created, the intent before the runtime runs, the pid before the start is answered, the
/// exit before it is announced.
/// </summary>
internal sealed class SupervisedProcess : IDisposable
{
    /// <summary>How long output is waited for that something else than the ended process may hold open.</summary>
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ReapedElsewhereLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(1);

    private readonly SupervisorContext _context;
    private readonly IRuntimeTarget _target;
    private readonly ProcessFolder _folder;
    private readonly ProcessStreams _streams;
    private readonly RuntimeStart _runtimeStart;
    private readonly TaskCompletionSource _ended = new();
    private readonly TaskCompletionSource _unwanted = new();
    private ProcessRecord _record;
    private SafeFileHandle? _pidfd;
    private LoopWatch? _pidfdWatch;
    private Task<SupervisorFailure?>? _starting;
    private ExitRecord? _exit;

    /// <summary>Another supervisor has started it: it is nobody's child here.</summary>
    private bool _isAdopted;

    private SupervisedProcess(SupervisorContext context, IRuntimeTarget target, ProcessFolder folder, ProcessRecord record)
    {
        _context = context;
        _target = target;
        _folder = folder;
        _record = record;
        _streams = new ProcessStreams(context, folder, record.Settings) { OnInputClosed = InputClosed };
        _runtimeStart = new RuntimeStart(context, target, folder, _streams);
    }

    public ProcessPhase Phase { get; private set; }

    public ProcessSettings Settings => _record.Settings;

    /// <summary>Waits for the start that is going on, if one is, whatever comes of it.</summary>
    public async Task SettleAsync()
    {
        try
        {
            await (_starting ?? Task.FromResult<SupervisorFailure?>(null));
        }
        catch (Exception)
        {
            // Told to whoever asked for the start.
        }
    }

    /// <summary>See <see cref="ProcessRecord.PausedUnseen"/>.</summary>
    public bool PausedUnseen => _record.PausedUnseen;

    public void NotePausedUnseen(bool paused)
    {
        if (paused != _record.PausedUnseen)
        {
            _record = _record with { PausedUnseen = paused };
            _folder.Write(_record);
        }
    }

    public SafeFileHandle? Terminal => _streams.Terminal;

    /// <summary>Makes the folder and the streams of a new process.</summary>
    public static SupervisedProcess Create(SupervisorContext context, IRuntimeTarget target, ProcessFolder folder, ProcessSettings settings)
    {
        SupervisedProcess process = new(context, target, folder, new ProcessRecord { Settings = settings, Boot = context.Boot });
        folder.Create();
        CrashPoint.At("supervisor:create folder");
        try
        {
            process._streams.Create();
            CrashPoint.At("supervisor:create streams");
            folder.Write(process._record);
            return process;
        }
        catch
        {
            process.Dispose();
            folder.Delete();
            throw;
        }
    }

    /// <summary>Takes over what an earlier supervisor left.</summary>
    public static SupervisedProcess Adopt(SupervisorContext context, IRuntimeTarget target, ProcessFolder folder, ProcessRecord record)
    {
        SupervisedProcess process = new(context, target, folder, record);
        process.Adopt();
        return process;
    }

    public ProcessListing Listing() => new()
    {
        Task = _target.TaskId,
        Exec = _target.ExecId,
        Phase = Phase,
        Pid = _record.Pid,
        StartTime = _record.StartTime,
        Terminal = Settings.Terminal,
        InputOpen = _streams.IsInputOpen,
        LacksTerminal = Settings.Terminal && Phase is ProcessPhase.Running or ProcessPhase.Lost && !_streams.HasTerminal,
        Paused = Phase == ProcessPhase.Running && _target.IsPaused,
        OomKilled = Phase == ProcessPhase.Running && _target.HadOomKill,
        Exit = _exit,
    };

    /// <summary>Starts it; the pid is in the listing then. Asked again, it answers what came of the first time.</summary>
    public async Task<SupervisorFailure?> StartAsync()
    {
        while (_starting is { } starting)
        {
            // One that was taken over and came to nothing is begun anew.
            SupervisorFailure? failure = await starting;
            if (failure is not null || Phase != ProcessPhase.Created)
            {
                return failure;
            }
        }

        if (Phase != ProcessPhase.Created)
        {
            return null;
        }

        Phase = ProcessPhase.Starting;
        _starting = RunRuntimeAsync();
        try
        {
            return await _starting;
        }
        finally
        {
            _starting = null;
        }
    }

    /// <summary>NotFound when it does not run (any more).</summary>
    public void Signal(int signal)
    {
        if (Phase != ProcessPhase.Running || !Pidfd.Signal(_pidfd!, signal))
        {
            throw DaemonException.NotFound("the process is not running");
        }

        if (signal == Signals.Kill)
        {
            _target.AfterKill();
        }
    }

    public void Resize(int columns, int rows)
    {
        if (_streams.Terminal is not { } terminal)
        {
            throw DaemonException.Conflict("the process has no terminal or is not running");
        }

        PseudoTerminal.SetSize(terminal, columns, rows);
    }

    public void Attach(SafeFileHandle socket, SupervisorRequest request) =>
        _streams.Attach(socket, request, ended: Phase == ProcessPhase.Ended);

    /// <summary>Takes what a daemon kept: the terminal of an adopted process, or the pidfd of a lost one.</summary>
    public void TakeKept(KeptDescriptor kind, SafeFileHandle descriptor)
    {
        if (kind == KeptDescriptor.Terminal && Settings.Terminal && Phase is ProcessPhase.Running or ProcessPhase.Lost)
        {
            _streams.TakeTerminal(descriptor);
        }
        else if (kind == KeptDescriptor.Pidfd && Phase == ProcessPhase.Lost && _pidfd is null)
        {
            _pidfd = descriptor;
        }
        else
        {
            descriptor.Dispose();
        }
    }

    /// <summary>Completes when its end has been told.</summary>
    public Task Ended => _ended.Task;

    /// <summary>No daemon has any more to give: a lost process is over, with the exit code if one can be learnt.</summary>
    public void FinishLost()
    {
        if (Phase == ProcessPhase.Lost && !_ended.Task.IsCompleted)
        {
            _context.Loop.Start(EndAsync);
        }
    }

    /// <summary>Kills it if it runs, and waits until it has ended. A start that is going on is given up.</summary>
    public async Task KillAsync(TimeSpan limit)
    {
        _unwanted.TrySetResult();
        await SettleAsync();
        FinishLost();
        if (Phase == ProcessPhase.Running)
        {
            Pidfd.Signal(_pidfd!, Signals.Kill);
            _target.AfterKill();
        }

        if (Phase is ProcessPhase.Running or ProcessPhase.Lost && !await _context.Loop.EndsWithin(_ended.Task, limit))
        {
            throw DaemonException.System($"process {_record.Pid} was killed and does not end");
        }
    }

    public void DeleteFolder() => _folder.Delete();

    public void Dispose()
    {
        _pidfdWatch?.Dispose();
        _pidfd?.Dispose();
        _streams.Dispose();
    }

    /// <summary>Whatever goes wrong leaves nothing running and the process as it was created.</summary>
    private async Task<SupervisorFailure?> RunRuntimeAsync()
    {
        try
        {
            return await TryRunRuntimeAsync();
        }
        catch
        {
            await UndoStartAsync();
            throw;
        }
    }

    /// <summary>Kills what a runtime that failed may have started all the same, and makes the process what it was before.</summary>
    private async Task UndoStartAsync()
    {
        using SafeFileHandle? started = _folder.ReadPid() is { } pid && _target.Holds(pid) ? Pidfd.Open(pid) : null;
        if (started is not null)
        {
            Pidfd.Signal(started, Signals.Kill);
        }

        await _target.CleanUpFailedStartAsync();
        CrashPoint.At("supervisor:start undone");
        BackToCreated();
    }

    private async Task<SupervisorFailure?> TryRunRuntimeAsync()
    {
        StartOutcome outcome = await _runtimeStart.RunAsync(Settings, _unwanted.Task);
        if (outcome.Pid is { } pid)
        {
            CrashPoint.At("supervisor:start succeeded");
            Started(pid, outcome.Terminal);
            return null;
        }

        CrashPoint.At("supervisor:start failed");
        await UndoStartAsync();
        return StartFailures.Of(outcome.Result, exec: _target.ExecId is not null);
    }

    private void Started(int pid, SafeFileHandle? terminal)
    {
        _pidfd = Pidfd.Open(pid);
        _record = _record with { Pid = pid, StartTime = ProcStat.StartTime(pid) ?? 0 };
        CrashPoint.At("supervisor:start pid");
        _folder.Write(_record);
        CrashPoint.At("supervisor:start recorded");
        File.Delete(_folder.StartLock);
        CrashPoint.At("supervisor:start unlocked");
        Phase = ProcessPhase.Running;
        _streams.Started(terminal);
        WatchForEnd();
    }

    private void BackToCreated()
    {
        _pidfd?.Dispose();
        _pidfd = null;
        _streams.DiscardOutput();
        File.Delete(_folder.PidFile);
        File.Delete(_folder.StartLock);
        Phase = ProcessPhase.Created;
    }

    private void WatchForEnd()
    {
        // Not in the way of a start's answer.
        _context.Loop.After(TimeSpan.Zero, _target.OnRunning);
        if (_pidfd is null)
        {
            _context.Loop.Start(EndAsync);
        }
        else
        {
            _pidfdWatch = _context.Loop.Watch(_pidfd, Epoll.In, _ =>
            {
                _pidfdWatch!.Dispose();
                _context.Loop.Start(EndAsync);
            });
        }
    }

    private async Task EndAsync()
    {
        DateTimeOffset exitedAt = _context.Loop.Time.GetUtcNow();
        int? exitCode = _pidfd is null ? null : await ExitCodeAsync(_pidfd);
        CrashPoint.At("supervisor:end reaped");
        bool oomKilled = false;
        try
        {
            oomKilled = _target.EndWithProcess();
            CrashPoint.At("supervisor:end alone");
            await _streams.CompleteAsync(DrainLimit);
        }
        catch (Exception failure)
        {
            // The end is told whatever happens to its circumstances.
            _context.Log.Failure($"{_folder.Path}: end", failure);
        }

        CrashPoint.At("supervisor:end drained");

        _exit = new ExitRecord { ExitCode = exitCode, ExitedAt = exitedAt, OomKilled = oomKilled };
        Phase = ProcessPhase.Ended;
        try
        {
            _folder.Write(_exit);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A later supervisor will not know; this one's daemon does.
            _context.Log.Failure($"{_folder.Path}: exit.json", failure);
        }

        _pidfd?.Dispose();
        _context.Announce(new SupervisorReply { Ended = Listing() });
        _ended.TrySetResult();
        CrashPoint.At("supervisor:end told");
    }

    /// <summary>
    /// The exit code of our child, or of an adopted process as far as the kernel tells. A process that ends at once may not be our child
    /// yet: `crun run --detach` forks, and the fork that is its parent ends a little after crun.
    /// </summary>
    private async Task<int?> ExitCodeAsync(SafeFileHandle pidfd)
    {
        for (TimeSpan waited = default; waited < ReapedElsewhereLimit; waited += PollInterval)
        {
            if (Pidfd.Reap(pidfd, out int exitCode) == ReapResult.Reaped)
            {
                return exitCode;
            }

            if (_isAdopted && Pidfd.ExitCodeOfOther(pidfd, _record.Pid, _record.StartTime) is { } code)
            {
                return code;
            }

            await _context.Loop.Delay(PollInterval);
        }

        return Pidfd.ExitCodeOfOther(pidfd, _record.Pid, _record.StartTime);
    }

    private void InputClosed()
    {
        _record = _record with { InputClosed = true };
        _folder.Write(_record);
        _context.Announce(new SupervisorReply { InputClosed = Listing() });
    }

    private void Adopt()
    {
        if (_folder.ReadExit() is { } exit)
        {
            _exit = exit;
            Phase = ProcessPhase.Ended;
            _ended.TrySetResult();
        }
        else if (_record.Pid != 0)
        {
            AdoptStarted();
        }
        else
        {
            _streams.OpenBeforeStart(_record.InputClosed);
            if (File.Exists(_folder.StartLock))
            {
                Phase = ProcessPhase.Starting;
                _starting = AdoptStartingAsync();
            }
        }
    }

    private void AdoptStarted()
    {
        _isAdopted = true;
        _streams.Reopen(_record.InputClosed);
        _pidfd = _record.Boot == _context.Boot ? Pidfd.Open(_record.Pid) : null;
        if (_pidfd is not null && ProcStat.StartTime(_record.Pid) == _record.StartTime)
        {
            Phase = ProcessPhase.Running;
            WatchForEnd();
        }
        else
        {
            _pidfd?.Dispose();
            _pidfd = null;
            Phase = ProcessPhase.Lost;
        }
    }

    /// <summary>The earlier supervisor died while a runtime was at work. Where that has come to nothing the process is as it was created.</summary>
    private async Task<SupervisorFailure?> AdoptStartingAsync()
    {
        await _context.Loop.Delay(TimeSpan.Zero);
        try
        {
            // A terminal went to the socket of the dead supervisor and is lost: such a start is begun anew.
            if (await _runtimeStart.AwaitEarlierAsync(_unwanted.Task) is { } pid && !Settings.Terminal)
            {
                _isAdopted = true;
                Started(pid, terminal: null);
            }
            else
            {
                await UndoStartAsync();
            }

            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _context.Log.Failure($"{_folder.Path}: adopting a start", failure);
            await UndoStartAsync();
            return null;
        }
        finally
        {
            _starting = null;
        }
    }
}
