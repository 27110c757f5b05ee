using Aot.Daemon.Containers;
using Aot.Daemon.Tests.Primitives.Journals;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

/// <summary>The files of containers cut short at every byte, and with every byte changed: the daemon comes up with the rest, and believes nothing wrong.</summary>
public sealed class DamagedFilesTests
{
    // Every bit is changed alone, and all together.
    private static readonly byte[] Changes = [1, 2, 4, 8, 16, 32, 64, 128, 255];

    [Fact]
    public async Task A_record_cut_anywhere_is_put_aside()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry damaged = bench.Create("web");
        bench.Create("db");
        byte[] whole = File.ReadAllBytes(ContainerStore.RecordPath(damaged.Folder));
        for (int length = 0; length < whole.Length; length++)
        {
            AssertPutAside(bench, damaged, whole[..length]);
        }
    }

    [Fact]
    public async Task A_record_with_any_byte_changed_is_put_aside()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry damaged = bench.Create("web");
        bench.Create("db");
        byte[] whole = File.ReadAllBytes(ContainerStore.RecordPath(damaged.Folder));
        for (int at = 0; at < whole.Length; at++)
        {
            AssertPutAside(bench, damaged, Change(whole, at, Changes[at % Changes.Length]));
        }
    }

    [Fact]
    public async Task A_journal_cut_anywhere_has_the_states_before_the_cut()
    {
        await using History history = await History.CreateAsync();
        for (int length = 0; length <= history.Journal.Length; length++)
        {
            history.AssertLoads(history.Journal[..length], length);
        }
    }

    [Fact]
    public async Task A_journal_with_any_byte_changed_has_the_states_before_it()
    {
        await using History history = await History.CreateAsync();
        for (int at = 0; at < history.Journal.Length; at++)
        {
            foreach (byte change in Changes)
            {
                history.AssertLoads(Change(history.Journal, at, change), at);
            }
        }
    }

    private static byte[] Change(byte[] whole, int at, byte change)
    {
        byte[] changed = [.. whole];
        changed[at] ^= change;
        return changed;
    }

    private static void AssertPutAside(ContainerBench bench, ContainerEntry damaged, byte[] record)
    {
        File.WriteAllBytes(ContainerStore.RecordPath(damaged.Folder), record);
        LoadedContainers loaded = bench.Loader.Load();
        Assert.Equal("db", Assert.Single(loaded.Entries).Record.Name);
        Assert.Empty(loaded.Leftovers);
        Directory.Move(damaged.Folder + ContainerLoader.DamagedSuffix, damaged.Folder);
    }

    /// <summary>Two containers, and what they went through, as the journal has it.</summary>
    private sealed class History : IAsyncDisposable
    {
        private readonly ContainerBench _bench;
        private readonly List<(long End, string Id, ContainerState State)> _entries = [];

        private History(ContainerBench bench) => _bench = bench;

        public byte[] Journal { get; private set; } = [];

        public static async Task<History> CreateAsync()
        {
            var history = new History(await ContainerBench.CreateAsync());
            ContainerEntry web = history._bench.Create("web");
            ContainerEntry db = history._bench.Create("db");
            history.Add(web, state => state with { StartingSince = DateTimeOffset.UnixEpoch });
            history.Add(db, state => state with { StartingSince = DateTimeOffset.UnixEpoch });
            history.Add(web, state => state with { StartingSince = null, Status = ContainerStatus.Running, Pid = 17 });
            history.Add(db, state => state with { StartingSince = null, ExitCode = 127, Error = "no such file" });
            history.Add(web, state => state with { Status = ContainerStatus.Exited, ExitCode = 3, StoppedByUser = true });
            await history._bench.States.DisposeAsync();
            history.Journal = File.ReadAllBytes(history._bench.JournalPath);
            return history;
        }

        /// <summary>The daemon comes up with the journal's whole entries before a place in it.</summary>
        public void AssertLoads(byte[] journal, int wholeBefore)
        {
            var states = new StateJournal(SimulatedDisk.With(StateJournal.FileName, journal), _bench.Boot, NullLogger.Instance);
            LoadedContainers loaded = _bench.LoaderOver(states).Load();
            Assert.Equal(2, loaded.Entries.Count);
            foreach (ContainerEntry entry in loaded.Entries)
            {
                // Of a start whose outcome may have been lost nobody knows that it was not carried out.
                ContainerState expected = Expected(entry.Id, wholeBefore);
                bool mayHaveRun = expected.Starting && IsDamaged(journal, wholeBefore);
                Assert.Equal(
                    mayHaveRun ? expected with { StartingSince = null, Status = ContainerStatus.Running, StartedAt = entry.State.StartedAt } : expected, entry.State);
                Assert.Equal(mayHaveRun, entry.State.StartedAt != default);
            }

            Assert.Equal(IsDamaged(journal, wholeBefore), loaded.StatesInDoubt);
        }

        public ValueTask DisposeAsync() => _bench.DisposeAsync();

        private bool IsDamaged(byte[] journal, int wholeBefore) =>
            journal.Length > _entries.Where(known => known.End <= wholeBefore).Select(known => known.End).LastOrDefault();

        private ContainerState Expected(string id, int wholeBefore) =>
            _entries.Where(known => known.Id == id && known.End <= wholeBefore).Select(known => known.State).LastOrDefault() ?? new ContainerState();

        private void Add(ContainerEntry entry, Func<ContainerState, ContainerState> change)
        {
            ContainerState state = change(entry.State);
            _ = _bench.Store.Publish(entry, state);
            _entries.Add((new FileInfo(_bench.JournalPath).Length, entry.Id, state));
        }
    }
}
