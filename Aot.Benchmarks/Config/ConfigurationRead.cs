using Aot.Daemon.Config;
using Aot.Daemon.Registries;
using BenchmarkDotNet.Attributes;

namespace Aot.Benchmarks.Config;

/// <summary>
/// What a reader of the configuration pays: the snapshot's volatile field, and for comparison the same record behind a
/// ReaderWriterLockSlim, alone and while another thread reads too.
/// </summary>
[MemoryDiagnoser]
public class ConfigurationRead
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly SnapshotStore _store;
    private readonly DaemonSnapshot _guarded;
    private readonly CancellationTokenSource _end = new();
    private Thread? _otherReader;

    public ConfigurationRead()
    {
        // What hangs on the record plays no part in reading it.
        _guarded = new DaemonSnapshot { Version = 1, Config = new DaemonConfig(), Runtimes = null!, Registries = RegistryHosts.Create([], []) };
        _store = new SnapshotStore(_guarded);
    }

    [Params(false, true)]
    public bool AnotherReads { get; set; }

    [GlobalSetup(Target = nameof(Snapshot))]
    public void SetUpSnapshot() => StartOtherReader(Snapshot);

    [GlobalSetup(Target = nameof(ReaderWriterLock))]
    public void SetUpReaderWriterLock() => StartOtherReader(ReaderWriterLock);

    [GlobalCleanup]
    public void CleanUp()
    {
        _end.Cancel();
        _otherReader?.Join();
    }

    [Benchmark(Baseline = true)]
    public int Snapshot() => _store.Current.Config.ShutdownTimeout;

    [Benchmark]
    public int ReaderWriterLock()
    {
        _lock.EnterReadLock();
        try
        {
            return _guarded.Config.ShutdownTimeout;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    private void StartOtherReader(Func<int> read)
    {
        if (!AnotherReads)
        {
            return;
        }
        _otherReader = new Thread(() =>
        {
            while (!_end.IsCancellationRequested)
            {
                read();
            }
        });
        _otherReader.Start();
    }
}
