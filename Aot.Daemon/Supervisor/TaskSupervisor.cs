using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Aot.Daemon.Supervisor.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>The supervisor's requests, and all its tasks.</summary>
internal sealed class TaskSupervisor : IDisposable
{
    /// <summary>How often orphans are looked for while a task shares the host's pid namespace and nothing else happens.</summary>
    private static readonly TimeSpan OrphanInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long a daemon that connects is let wait for the starts under way: more than an honest one takes.</summary>
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(5);

    private readonly SupervisorContext _context;
    private readonly Dictionary<string, SupervisedTask> _tasks = [];
    private readonly HashSet<ClientConnection> _connections = [];
    private LoopTimer? _orphanTimer;

    public TaskSupervisor(SupervisorContext context)
    {
        _context = context;
        context.Announce = Announce;
        context.Loop.AfterRound = ReapOrphans;
    }

    /// <summary>Takes over what an earlier supervisor left in the exec-root. What cannot be taken over is reported and left.</summary>
    public void AdoptTasks()
    {
        foreach (string folder in Directory.GetDirectories(SupervisorPaths.Tasks(_context.ExecRoot)))
        {
            string id = Path.GetFileName(folder);
            try
            {
                if (SupervisedTask.Adopt(_context, id) is { } task)
                {
                    _tasks.Add(id, task);
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DaemonException)
            {
                _context.Log.Failure($"adopting {id}", failure);
            }
        }
    }

    /// <summary>Serves a new connection, if it is of this process's own user.</summary>
    public void Accept(SafeFileHandle socket)
    {
        if (UnixSocket.PeerUser(socket) != _ownUser)
        {
            socket.Dispose();
            return;
        }

        _connections.Add(new ClientConnection(_context.Loop, socket, this));
    }

    public void Forget(ClientConnection connection)
    {
        _connections.Remove(connection);
        if (_connections.Count == 0 && _tasks.Count == 0 && !File.Exists(SupervisorPaths.Socket(_context.ExecRoot)))
        {
            // The exec-root was removed: nobody can come any more, and nobody is left.
            _context.Loop.Stop();
        }
    }

    public void Handle(ClientConnection connection, SupervisorRequest request) =>
        _context.Loop.Start(() => AnswerAsync(connection, request));

    public void Dispose()
    {
        foreach (ClientConnection connection in _connections.ToArray())
        {
            connection.Dispose();
        }
    }

    private readonly uint _ownUser = Interop.GetUserId.Call();

    private async Task AnswerAsync(ClientConnection connection, SupervisorRequest request)
    {
        SupervisorFailure failure;
        try
        {
            if (await PerformAsync(connection, request) is { } reply)
            {
                connection.Send(reply with { Id = request.Id });
            }

            return;
        }
        catch (DaemonException expected)
        {
            failure = new SupervisorFailure { Kind = expected.Kind, Message = expected.Message };
        }
        catch (Exception unexpected)
        {
            _context.Log.Failure($"{request.Verb} {request.Task} {request.Exec}", unexpected);
            failure = new SupervisorFailure { Kind = ErrorKind.System, Message = unexpected.Message };
        }

        connection.Send(new SupervisorReply { Id = request.Id, Failure = failure });
    }

    /// <summary>Null when the answer has been sent.</summary>
    private async ValueTask<SupervisorReply?> PerformAsync(ClientConnection connection, SupervisorRequest request)
    {
        switch (request.Verb)
        {
            case SupervisorVerb.Hello:
                return await HelloAsync(connection);
            case SupervisorVerb.Kept:
                await FinishLostAsync();
                return new SupervisorReply();
            case SupervisorVerb.Keep:
                Keep(connection, request);
                return new SupervisorReply();
            case SupervisorVerb.Console:
                SafeFileHandle terminal = Find(request).Terminal ?? throw DaemonException.NotFound("no terminal");
                connection.Send(new SupervisorReply { Id = request.Id }, terminal);
                return null;
            case SupervisorVerb.Hold:
                Task(TaskId(request)).Held.Put(request.Name, connection.TakeDescriptor());
                return new SupervisorReply();
            case SupervisorVerb.Held:
                connection.Send(new SupervisorReply { Id = request.Id }, Task(TaskId(request)).Held.Find(request.Name));
                return null;
            case SupervisorVerb.Create:
                await CreateAsync(request);
                return new SupervisorReply();
            case SupervisorVerb.Start:
                SupervisedProcess started = Find(request);
                SupervisorFailure? failure = request.Exec is null
                    ? await started.StartAsync()
                    : await Task(TaskId(request)).Control.StartExecAsync(started);
                return new SupervisorReply { Failure = failure, Started = failure is null ? started.Listing() : null };
            case SupervisorVerb.Signal:
                Find(request).Signal(request.Signal);
                return new SupervisorReply();
            case SupervisorVerb.Resize:
                Find(request).Resize(request.Columns, request.Rows);
                return new SupervisorReply();
            case SupervisorVerb.Pause:
                await Task(TaskId(request)).Control.PauseAsync();
                return new SupervisorReply();
            case SupervisorVerb.Resume:
                await Task(TaskId(request)).Control.ResumeAsync();
                return new SupervisorReply();
            case SupervisorVerb.Update:
                await Task(TaskId(request)).Control.UpdateAsync();
                return new SupervisorReply();
            case SupervisorVerb.Pids:
                return new SupervisorReply { Pids = Task(TaskId(request)).Pids() };
            case SupervisorVerb.Attach:
                SupervisedProcess attached = Find(request);
                if (connection.SendAndDetach(new SupervisorReply { Id = request.Id }) is { } socket)
                {
                    attached.Attach(socket, request);
                }

                return null;
            case SupervisorVerb.Delete:
                await DeleteAsync(request);
                return new SupervisorReply();
            case SupervisorVerb.Shutdown:
                if (_tasks.Count > 0)
                {
                    throw DaemonException.Conflict($"there are {_tasks.Count} tasks");
                }

                _context.Loop.Stop();
                return new SupervisorReply();
            default:
                throw DaemonException.Invalid($"unknown request {request.Verb}");
        }
    }

    /// <summary>Starts under way are waited for a little, so that the listing says what came of them. A runtime that hangs delays no daemon.</summary>
    private async Task<SupervisorReply> HelloAsync(ClientConnection connection)
    {
        connection.WantsEvents = true;
        await _context.Loop.EndsWithin(System.Threading.Tasks.Task.WhenAll(AllProcesses().Select(process => process.SettleAsync())), SettleLimit);

        return new SupervisorReply { Protocol = SupervisorReply.CurrentProtocol, Processes = [.. AllProcesses().Select(process => process.Listing())] };
    }

    /// <summary>Ends those that are lost, and is done when that was told: a daemon that begins finds them ended.</summary>
    private async Task FinishLostAsync()
    {
        SupervisedProcess[] lost = [.. AllProcesses().Where(process => process.Phase == ProcessPhase.Lost)];
        foreach (SupervisedProcess process in lost)
        {
            process.FinishLost();
        }

        await _context.Loop.EndsWithin(System.Threading.Tasks.Task.WhenAll(lost.Select(process => process.Ended)), SettleLimit);
    }

    private void Keep(ClientConnection connection, SupervisorRequest request)
    {
        SafeFileHandle descriptor = connection.TakeDescriptor() ?? throw DaemonException.Invalid("no descriptor was sent");
        try
        {
            Find(request).TakeKept(request.Kept, descriptor);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    private async Task CreateAsync(SupervisorRequest request)
    {
        string id = TaskId(request);
        ProcessSettings settings = request.Settings ?? throw DaemonException.Invalid("no settings");
        if (request.Exec is { } exec)
        {
            if (!SupervisorPaths.IsPlainName(exec))
            {
                throw DaemonException.Invalid("not a plain exec id");
            }

            await Task(id).CreateExecAsync(exec, settings);
            return;
        }

        await DeleteAsync(request);
        _tasks.Add(id, await SupervisedTask.CreateAsync(_context, id, settings));
    }

    private async Task DeleteAsync(SupervisorRequest request)
    {
        if (!_tasks.TryGetValue(TaskId(request), out SupervisedTask? task))
        {
            return;
        }

        if (request.Exec is { } exec)
        {
            await task.DeleteExecAsync(exec);
            return;
        }

        await task.DeleteAsync();
        _tasks.Remove(task.TaskId);
    }

    private IEnumerable<SupervisedProcess> AllProcesses() => _tasks.Values.SelectMany(task => task.Processes);

    private SupervisedProcess Find(SupervisorRequest request) => Task(TaskId(request)).Process(request.Exec);

    private SupervisedTask Task(string id) =>
        _tasks.TryGetValue(id, out SupervisedTask? task) ? task : throw DaemonException.NotFound($"No such task: {id}");

    private static string TaskId(SupervisorRequest request) =>
        SupervisorPaths.IsPlainName(request.Task) ? request.Task! : throw DaemonException.Invalid("not a plain container id");

    private void Announce(SupervisorReply reply)
    {
        foreach (ClientConnection connection in _connections.ToArray())
        {
            if (connection.WantsEvents)
            {
                connection.Send(reply);
            }
        }
    }

    /// <summary>
    /// As subreaper this process inherits orphans of containers in the host's pid namespace, and what runtimes leave. A zombie
    /// that belongs to a process of ours is left to its pidfd; while a runtime runs, any may.
    /// </summary>
    private void ReapOrphans()
    {
        while (_context.Runtimes.Running == 0
            && Interop.WaitId.Call(
                Interop.WaitId.AnyChild, 0, Interop.WaitId.Exited | Interop.WaitId.NoHang | Interop.WaitId.NoWait, out Interop.WaitId.Result child) == 0
            && child.Pid != 0
            && !AllProcesses().Any(process => process.Phase == ProcessPhase.Running && process.Listing().Pid == child.Pid)
            && Interop.WaitId.Call(Interop.WaitId.Pid, child.Pid, Interop.WaitId.Exited | Interop.WaitId.NoHang, out _) == 0)
        {
        }

        if (_orphanTimer is null or { IsDisposed: true } && _tasks.Values.Any(task => task.SharesPidNamespace))
        {
            _orphanTimer = _context.Loop.After(OrphanInterval, () => { });
        }
    }
}
