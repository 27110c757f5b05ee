using Aot.Daemon.Containers;
using Aot.Daemon.Primitives.Journals;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aot.Benchmarks.Primitives;

/// <summary>
/// What a start pays for its states: one in the page cache, which survives the daemon; one on the disk of the temporary folder, which survives a power
/// cut; and eight on the disk at once, as of eight starts.
/// </summary>
[MemoryDiagnoser]
public class JournalWrites
{
    private const int AtOnce = 8;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("aotd-benchmark-");
    private readonly string _id = new('a', 64);
    private readonly ContainerState _state = new() { Status = ContainerStatus.Running, Pid = 4711, StartedAt = DateTimeOffset.UnixEpoch, RuntimePath = "/usr/bin/crun" };
    private readonly StateJournal _states;
    private readonly Task[] _waiting = new Task[AtOnce];

    public JournalWrites() => _states = new StateJournal(new JournalFolder(_root.FullName), Guid.NewGuid(), NullLogger.Instance);

    [Benchmark(Baseline = true)]
    public long Append() => _states.Append(_id, _state).Number;

    [Benchmark]
    public async Task Durable() => await _states.DurableAsync(_states.Append(_id, _state));

    [Benchmark(OperationsPerInvoke = AtOnce)]
    public async Task DurableAtOnce()
    {
        for (int i = 0; i < AtOnce; i++)
        {
            _waiting[i] = Task.Run(async () => await _states.DurableAsync(_states.Append(_id, _state)));
        }

        await Task.WhenAll(_waiting);
    }

    [GlobalCleanup]
    public async Task CleanUp()
    {
        await _states.DisposeAsync();
        _root.Delete(recursive: true);
    }
}
