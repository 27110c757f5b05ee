using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Threading.Channels;
using Aot.Daemon.Primitives;
using Aot.Daemon.Supervisor.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Engine.Embedded;

/// <summary>
/// The engine over the supervisor, a process that outlives this one. Connects to the one that serves the exec-root or starts
/// one; when the connection breaks, starts another, gives it back what was kept for it, and sends again what was asked for
/// meanwhile.
/// </summary>
internal sealed class EmbeddedEngine : IContainerEngine
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectInterval = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);

    /// <summary>How long a request waits for a supervisor before the caller is told that there is none.</summary>
    private static readonly TimeSpan PatienceForSupervisor = TimeSpan.FromSeconds(30);

    private readonly SupervisorLauncher _launcher;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _socketPath;
    private readonly Channel<ProcessExit> _exits = Channel.CreateUnbounded<ProcessExit>(new() { SingleReader = true });
    private readonly Channel<TaskOom> _outOfMemory = Channel.CreateUnbounded<TaskOom>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<string, EmbeddedTask> _tasks = new();
    private readonly ConcurrentDictionary<(string Task, string Exec), EmbeddedProcess> _execs = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<IReadOnlyList<IEngineTask>> _restored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The connection, or the promise of the next one. Replaced by the connecting loop alone.</summary>
    private volatile TaskCompletionSource<SupervisorClient> _client = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The supervisor was asked to end: no other is started.</summary>
    private volatile bool _shuttingDown;
    private Task _connecting = Task.CompletedTask;

    public EmbeddedEngine(string execRoot, SupervisorCommand command, ILogger<EmbeddedEngine> logger, TimeProvider time)
    {
        ExecRoot = execRoot;
        _launcher = new SupervisorLauncher(execRoot, command);
        _logger = logger;
        _time = time;
        _socketPath = SupervisorPaths.Socket(execRoot);
        Holder = new SupervisorHolder(_socketPath, logger);
    }

    public string ExecRoot { get; }

    internal SeccompFilters SeccompFilters { get; } = new();

    /// <summary>Holds descriptors while there is no daemon.</summary>
    public SupervisorHolder Holder { get; }

    public ChannelReader<ProcessExit> Exits => _exits.Reader;

    public ChannelReader<TaskOom> OutOfMemory => _outOfMemory.Reader;

    /// <summary>Begins to connect and returns at once; <see cref="RestoreAsync"/> waits for it.</summary>
    public void Start() => _connecting = ConnectLoopAsync();

    public async ValueTask<IReadOnlyList<IEngineTask>> RestoreAsync(CancellationToken cancellationToken) =>
        await _restored.Task.WaitAsync(cancellationToken);

    public async ValueTask<IEngineTask> CreateTaskAsync(TaskOptions options, CancellationToken cancellationToken)
    {
        SpecFacts facts = SpecFacts.Read(options.Spec.Span);
        EmbeddedTask task = new(this, options.ContainerId);
        SupervisorRequest request = task.Request(SupervisorVerb.Create) with
        {
            Settings = new ProcessSettings
            {
                RuntimePath = options.Runtime.Path,
                Terminal = options.Stdio.Terminal,
                OpenStdin = options.Stdio.OpenStdin,
                StdinOnce = options.Stdio.StdinOnce,
                Columns = options.Stdio.Columns,
                Rows = options.Stdio.Rows,
                CgroupPath = facts.CgroupPath,
                OwnPidNamespace = facts.OwnPidNamespace,
                LogPath = options.Log.Path,
                LogMaxSize = options.Log.MaxSize,
                LogMaxFiles = options.Log.MaxFiles,
                LogAttributes = options.Log.Attributes,
            },
        };
        await CallAsync(request, cancellationToken);
        CrashPoint.At("task:made");
        try
        {
            task.WriteSpec(options.Spec.Span, facts, options.Runtime.Path);
            CrashPoint.At("task:spec");
            task.OpenStreams(options.Stdio.Terminal, options.Stdio.OpenStdin);
        }
        catch
        {
            await task.DeleteAsync(CancellationToken.None);
            throw;
        }

        _tasks[options.ContainerId] = task;
        return task;
    }

    /// <summary>Ends the supervisor. Conflict while there are tasks, which it must outlive this process for.</summary>
    public async Task ShutdownSupervisorAsync(CancellationToken cancellationToken)
    {
        SupervisorClient client = await ClientAsync(cancellationToken);
        _shuttingDown = true; // Before the answer: the connection breaks with it, and no other supervisor is wanted then.
        try
        {
            ThrowIfFailed(await client.CallAsync(new SupervisorRequest { Verb = SupervisorVerb.Shutdown }, cancellationToken));
        }
        catch (DaemonException)
        {
            _shuttingDown = false;
            throw;
        }

        await client.Closed;
        await _stopping.CancelAsync();
    }

    /// <summary>Stops listening. The supervisor and all containers go on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _connecting;
        _exits.Writer.TryComplete();
        _outOfMemory.Writer.TryComplete();
        foreach (EmbeddedTask task in _tasks.Values)
        {
            task.Keepers.Dispose();
        }

        _launcher.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Makes a request, again if the supervisor dies over it: all are made so that this does no harm.</summary>
    internal async ValueTask<SupervisorReply> CallAsync(SupervisorRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            SupervisorClient client = await ClientAsync(cancellationToken);
            try
            {
                SupervisorReply reply = await client.CallAsync(request, cancellationToken);
                ThrowIfFailed(reply);
                return reply;
            }
            catch (SupervisorLostException)
            {
                await NextClientAsync(client, cancellationToken);
            }
        }
    }

    /// <summary>Opens a connection that becomes the stream of an attachment.</summary>
    internal async ValueTask<Socket> AttachAsync(SupervisorRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            SupervisorClient client = await ClientAsync(cancellationToken);
            Socket? socket = null;
            try
            {
                socket = await SupervisorSocket.ConnectAsync(_socketPath, cancellationToken);
                await SupervisorSocket.SendAsync(socket, request with { Id = 1 });
                ThrowIfFailed(await SupervisorSocket.ReceiveAsync(socket, cancellationToken));
                return socket;
            }
            catch (Exception failure) when (failure is SocketException or SupervisorLostException)
            {
                socket?.Dispose();
                await NextClientAsync(client, cancellationToken);
            }
            catch
            {
                socket?.Dispose();
                throw;
            }
        }
    }

    internal EmbeddedProcess AddExec(EmbeddedProcess exec, string execId)
    {
        _execs[(exec.ContainerId, execId)] = exec;
        return exec;
    }

    internal void Forget(EmbeddedProcess process, string? execId)
    {
        if (execId is not null)
        {
            _execs.TryRemove(new((process.ContainerId, execId), process));
            return;
        }

        _tasks.TryRemove(new(process.ContainerId, (EmbeddedTask)process));
        Holder.Forget(process.ContainerId);
        foreach ((string Task, string Exec) key in _execs.Keys)
        {
            if (key.Task == process.ContainerId)
            {
                _execs.TryRemove(key, out _);
            }
        }
    }

    /// <summary>Fetches the terminal for keeping. Without it, only the supervisor's death would end the terminal.</summary>
    internal void KeepTerminal(EmbeddedTask task)
    {
        try
        {
            _ = SupervisorSocket.Exchange(_socketPath, task.Request(SupervisorVerb.Console) with { Id = 1 }, null, out SafeFileHandle? terminal);
            if (terminal is not null)
            {
                task.Keepers.KeepTerminal(terminal);
            }
        }
        catch (IOException failure)
        {
            _logger.KeepFailed(task.ContainerId, failure);
        }
    }

    private static void ThrowIfFailed(SupervisorReply reply)
    {
        if (reply.Failure is { } failure)
        {
            throw failure.StartFailure switch
            {
                null => new DaemonException(failure.Kind, failure.Message),
                StartFailureKind.NotExecutable => new RuntimeStartException(RuntimeStartFailure.NotExecutable, failure.Message),
                StartFailureKind.CommandNotFound => new RuntimeStartException(RuntimeStartFailure.CommandNotFound, failure.Message),
                StartFailureKind.MountTypeMismatch => new RuntimeStartException(RuntimeStartFailure.MountTypeMismatch, failure.Message),
                _ => new RuntimeStartException(RuntimeStartFailure.Other, failure.Message),
            };
        }
    }

    private async ValueTask<SupervisorClient> ClientAsync(CancellationToken cancellationToken)
    {
        Task<SupervisorClient> client = _client.Task;
        if (client.IsCompletedSuccessfully)
        {
            return await client;
        }

        try
        {
            return await client.WaitAsync(PatienceForSupervisor, _time, cancellationToken);
        }
        catch (TimeoutException failure)
        {
            throw DaemonException.Unavailable("the supervisor of containers cannot be reached; see its log in the exec-root", failure);
        }
    }

    /// <summary>Waits until the connection that has broken was replaced by the promise of another.</summary>
    private async Task NextClientAsync(SupervisorClient broken, CancellationToken cancellationToken)
    {
        await broken.Closed.WaitAsync(cancellationToken);
        while (_client.Task is { IsCompletedSuccessfully: true } current && await current == broken)
        {
            await Task.Yield();
        }
    }

    private async Task ConnectLoopAsync()
    {
        TimeSpan backOff = FirstBackOff;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await using SupervisorClient client = await ConnectAsync(_stopping.Token);
                await GreetAsync(client, _stopping.Token);
                backOff = FirstBackOff;
                _client.SetResult(client);
                await client.Closed.WaitAsync(_stopping.Token);
                if (_shuttingDown)
                {
                    break;
                }

                _client = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _logger.SupervisorLost();
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure) when (failure is IOException or SocketException or DaemonException)
            {
                if (failure is SupervisorLostException)
                {
                    // Of a supervisor that is killed, connections may break a moment before nobody can connect any more.
                    _logger.SupervisorLost();
                }
                else
                {
                    _logger.ConnectFailed(failure);
                }

                await Task.Delay(backOff, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                backOff = backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff;
            }
        }

        // Whoever still waits is told now instead of after the whole patience.
        _client = Failed();
        _restored.TrySetCanceled();
    }

    private TaskCompletionSource<SupervisorClient> Failed()
    {
        DaemonException stopped = DaemonException.Unavailable("the daemon is stopping");
        TaskCompletionSource<SupervisorClient> failed = new();
        failed.SetException(stopped);
        _client.TrySetException(stopped);
        return failed;
    }

    /// <summary>Connects to the supervisor that serves, or starts one and waits for its socket.</summary>
    private async Task<SupervisorClient> ConnectAsync(CancellationToken cancellationToken)
    {
        if (await TryConnectAsync(cancellationToken) is { } serving)
        {
            return serving;
        }

        Directory.CreateDirectory(ExecRoot);
        _logger.SupervisorStarted(_launcher.Start());
        long started = _time.GetTimestamp();
        while (_time.GetElapsedTime(started) < StartLimit && !_launcher.HasEnded)
        {
            await Task.Delay(ConnectInterval, _time, cancellationToken);
            if (await TryConnectAsync(cancellationToken) is { } client)
            {
                return client;
            }
        }

        throw new IOException($"the supervisor ended, or did not serve within {StartLimit.TotalSeconds} s; see {SupervisorPaths.Log(ExecRoot)}");
    }

    private async Task<SupervisorClient?> TryConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await SupervisorClient.ConnectAsync(_socketPath, OnEvent, cancellationToken);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Learns of all processes, and gives back what was kept for those that the supervisor lacks something of.</summary>
    private async Task GreetAsync(SupervisorClient client, CancellationToken cancellationToken)
    {
        SupervisorReply hello = await client.HelloAsync(cancellationToken);
        if (hello.Protocol != SupervisorReply.CurrentProtocol)
        {
            throw DaemonException.System(
                $"the supervisor speaks protocol {hello.Protocol}, this daemon {SupervisorReply.CurrentProtocol}: it was started by another version");
        }

        List<ProcessListing> processes = hello.Processes ?? [];
        bool first = !_restored.Task.IsCompleted;
        foreach (ProcessListing listing in processes)
        {
            if (listing.Exec is null && first)
            {
                _tasks.TryAdd(listing.Task, new EmbeddedTask(this, listing.Task));
            }

            Take(listing);
        }

        EndMissing(processes);
        client.Begin();
        _logger.Connected(processes.Count(listing => listing.Exec is null));
        ThrowIfFailed(await client.CallAsync(new SupervisorRequest { Verb = SupervisorVerb.Kept }, cancellationToken));
        _restored.TrySetResult([.. _tasks.Values]);
    }

    private void Take(ProcessListing listing)
    {
        if (listing.Exit is not null)
        {
            Ended(listing);
        }
        else if (listing.Exec is null && _tasks.TryGetValue(listing.Task, out EmbeddedTask? task))
        {
            task.OpenStreams(listing.Terminal, listing.InputOpen);
            Holder.GiveAgain(listing.Task);
            GiveBack(task, KeptDescriptor.Terminal, listing.LacksTerminal);
            GiveBack(task, KeptDescriptor.Pidfd, listing.Phase == ProcessPhase.Lost);
            if (listing.Phase == ProcessPhase.Running)
            {
                task.IsRunning(listing);
            }

            if (listing.OomKilled)
            {
                _outOfMemory.Writer.TryWrite(new TaskOom(listing.Task, MayBeKnown: true));
            }
        }
    }

    private void GiveBack(EmbeddedTask task, KeptDescriptor kind, bool isLacking)
    {
        if (!isLacking || task.Keepers.Kept(kind) is not { } descriptor)
        {
            return;
        }

        try
        {
            _ = SupervisorSocket.Exchange(_socketPath, task.Request(SupervisorVerb.Keep) with { Id = 1, Kept = kind }, descriptor, out _);
        }
        catch (IOException failure)
        {
            _logger.KeepFailed(task.ContainerId, failure);
        }
    }

    /// <summary>A process that the supervisor knows nothing of does not run: its exec-root was emptied.</summary>
    private void EndMissing(List<ProcessListing> processes)
    {
        HashSet<(string, string?)> known = [.. processes.Select(listing => (listing.Task, listing.Exec))];
        foreach (EmbeddedProcess process in _tasks.Values.Where(task => task.Pid != 0 && !known.Contains((task.ContainerId, null))))
        {
            Tell(process, new ProcessExit(process.ContainerId, null, null, _time.GetUtcNow(), OomKilled: false));
        }

        foreach (((string task, string exec), EmbeddedProcess process) in _execs)
        {
            if (process.Pid != 0 && !known.Contains((task, exec)))
            {
                Tell(process, new ProcessExit(task, exec, null, _time.GetUtcNow(), OomKilled: false));
            }
        }
    }

    private void OnEvent(SupervisorReply message)
    {
        if (message.Ended is { } ended)
        {
            Ended(ended);
        }
        else if (message.OutOfMemory is { } oom)
        {
            _outOfMemory.Writer.TryWrite(new TaskOom(oom.Task, MayBeKnown: false));
        }
        else if (message.InputClosed is { Exec: null } closed && _tasks.TryGetValue(closed.Task, out EmbeddedTask? task))
        {
            task.Keepers.CloseInput();
        }
    }

    private void Ended(ProcessListing listing)
    {
        ExitRecord record = listing.Exit!;
        ProcessExit exit = new(listing.Task, listing.Exec, record.ExitCode, record.ExitedAt, record.OomKilled);
        if (listing.Exec is null)
        {
            if (_tasks.TryGetValue(listing.Task, out EmbeddedTask? task))
            {
                Tell(task, exit);
            }
        }
        else if (_tasks.ContainsKey(listing.Task))
        {
            // An exec of an earlier daemon's has no object here yet.
            Tell(_execs.GetOrAdd((listing.Task, listing.Exec), static (key, engine) => new EmbeddedProcess(engine, key.Task, key.Exec), this), exit);
        }
    }

    private void Tell(EmbeddedProcess process, ProcessExit exit)
    {
        if (process.HasEnded(exit))
        {
            _exits.Writer.TryWrite(exit);
        }
    }
}
