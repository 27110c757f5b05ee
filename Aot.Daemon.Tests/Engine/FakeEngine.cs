using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Aot.Daemon.Engine;

namespace Aot.Daemon.Tests.Engine;

/// <summary>
/// An engine without containers: its processes are delegates, found by their command line. It keeps the engines' contract, so
/// what is above the seam can be tested with it in microseconds.
/// </summary>
internal sealed class FakeEngine(TimeProvider time) : IContainerEngine
{
    private readonly Channel<ProcessExit> _exits = Channel.CreateUnbounded<ProcessExit>();
    private readonly ConcurrentDictionary<string, FakeTask> _tasks = new();
    private int _lastPid = 1000;

    public ChannelReader<ProcessExit> Exits => _exits.Reader;

    public Channel<TaskOom> Ooms { get; } = Channel.CreateUnbounded<TaskOom>();

    public ChannelReader<TaskOom> OutOfMemory => Ooms.Reader;

    /// <summary>Programs by their words, joined with spaces.</summary>
    public ConcurrentDictionary<string, FakeProgram> Programs { get; } = new(FakePrograms.All);

    /// <summary>The next starts fail with what is queued here.</summary>
    public ConcurrentQueue<Exception> StartFailures { get; } = new();

    /// <summary>The next pauses, resumes and updates fail with what is queued here.</summary>
    public ConcurrentQueue<Exception> ControlFailures { get; } = new();

    public IEnumerable<FakeTask> Tasks => _tasks.Values;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>process.args of a spec.</summary>
    public static string[] CommandOf(ReadOnlyMemory<byte> spec)
    {
        using JsonDocument document = JsonDocument.Parse(spec);
        return Words(document.RootElement.GetProperty("process"));
    }

    /// <summary>args of a process object.</summary>
    public static string[] CommandOfProcess(ReadOnlyMemory<byte> process)
    {
        using JsonDocument document = JsonDocument.Parse(process);
        return Words(document.RootElement);
    }

    public ValueTask<IReadOnlyList<IEngineTask>> RestoreAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<IEngineTask>>([.. _tasks.Values]);

    public async ValueTask<IEngineTask> CreateTaskAsync(TaskOptions options, CancellationToken cancellationToken)
    {
        if (_tasks.TryGetValue(options.ContainerId, out FakeTask? earlier))
        {
            await earlier.DeleteAsync(cancellationToken);
        }

        FakeTask engineTask = new(this, options);
        _tasks[options.ContainerId] = engineTask;
        return engineTask;
    }

    public ValueTask DisposeAsync()
    {
        _exits.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    internal FakeProgram Find(string[] command, bool exec)
    {
        if (StartFailures.TryDequeue(out Exception? failure))
        {
            throw failure;
        }

        string line = string.Join(' ', command);
        if (Programs.TryGetValue(line, out FakeProgram? program))
        {
            return program;
        }

        (RuntimeStartFailure kind, string words) = line switch
        {
            "/bin" or "/etc/passwd" => (RuntimeStartFailure.NotExecutable, "permission denied"),
            ['/', ..] => (RuntimeStartFailure.CommandNotFound, $"stat {line}: no such file or directory"),
            _ => (RuntimeStartFailure.CommandNotFound, "executable file not found in $PATH"),
        };
        string prefix = exec ? "OCI runtime exec failed" : "failed to create task for container: failed to create shim task: OCI runtime create failed";
        throw new RuntimeStartException(kind, $"{prefix}: exec: \"{line}\": {words}: unknown");
    }

    internal void Fail()
    {
        if (ControlFailures.TryDequeue(out Exception? failure))
        {
            throw failure;
        }
    }

    internal int NewPid() => Interlocked.Increment(ref _lastPid);

    internal void Tell(ProcessExit exit) => _exits.Writer.TryWrite(exit);

    internal void Forget(FakeTask engineTask) => _tasks.TryRemove(new(engineTask.ContainerId, engineTask));

    private static string[] Words(JsonElement process) =>
        [.. process.GetProperty("args").EnumerateArray().Select(word => word.GetString()!)];
}
