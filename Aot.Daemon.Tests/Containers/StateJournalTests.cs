using System.Text;
using System.Text.Json;
using Aot.Daemon.Containers;
using Aot.Daemon.Primitives;
using Aot.Daemon.Primitives.Journals;
using Aot.Daemon.Tests.Fakes;
using Aot.Daemon.Tests.Primitives.Journals;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class StateJournalTests
{
    private static readonly Guid Boot = Guid.NewGuid();
    private static readonly string Web = new('a', 64);
    private static readonly string Db = new('b', 64);
    private static readonly ContainerState Exited = new() { Status = ContainerStatus.Exited, ExitCode = 3, RestartCount = 2 };

    private readonly SimulatedDisk _disk = new();
    private readonly FaultyJournalFolder _folder;

    public StateJournalTests() => _folder = new FaultyJournalFolder(_disk);

    [Fact]
    public async Task The_last_state_of_each_container_counts()
    {
        await using StateJournal journal = Open();
        _ = journal.Append(Web, new ContainerState { Status = ContainerStatus.Running, Pid = 3 });
        _ = journal.Append(Db, new ContainerState { StartingSince = DateTimeOffset.UnixEpoch });
        _ = journal.Append(Web, Exited);
        Assert.Equal(Exited, Read(Web));
        Assert.Equal(new ContainerState { StartingSince = DateTimeOffset.UnixEpoch }, Read(Db));
    }

    [Fact]
    public void A_state_of_a_later_version_has_its_known_members()
    {
        string json = """{"Status":"Exited","ExitCode":3,"Moon":{"Phase":[1,2]},"Error":null}""";
        Assert.Equal(new ContainerState { Status = ContainerStatus.Exited, ExitCode = 3 }, StateFormat.ReadJson(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"Status\":\"Flying\"}")]
    [InlineData("{\"Status\":77}")]
    [InlineData("{\"Pid\":\"x\"}")]
    public void What_is_no_state_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => StateFormat.ReadJson(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public async Task A_fact_that_a_full_disk_refused_is_written_once_it_can_be()
    {
        await using StateJournal journal = Open();
        _ = journal.Append(Web, new ContainerState { Status = ContainerStatus.Running });
        _folder.IsFull = true;
        Assert.NotNull(journal.AppendFact(Web, Exited));
        Assert.Throws<DaemonException>(() => journal.Append(Db, Exited));
        _folder.IsFull = false;
        Assert.Equal(ContainerStatus.Running, Read(Web).Status);
        _ = journal.Append(Db, Exited);
        Assert.Equal(Exited, Read(Web));
    }

    [Fact]
    public async Task A_fact_is_durable_soon_and_whoever_must_know_can_wait()
    {
        await using StateJournal journal = Open();
        Assert.Null(journal.AppendFact(Web, Exited));
        await journal.SettleAsync();
        Assert.Equal(Exited, Read(Web, disk: _disk.AfterPowerCut(false, UnsyncedTail.Lost)));
        Assert.Equal(1, _folder.Syncs);
    }

    [Fact]
    public async Task A_disk_that_cannot_sync_stops_nobody_who_tells_a_fact()
    {
        await using StateJournal journal = Open();
        journal.Load();
        _folder.OnStep = (step, _) =>
        {
            if (step == "sync")
            {
                throw new IOException("Input/output error", 5);
            }
        };
        JournalPosition position = journal.Append(Web, Exited);
        await journal.SettleAsync();
        await Assert.ThrowsAsync<DaemonException>(() => journal.DurableAsync(position).AsTask());
    }

    [Fact]
    public async Task Removed_containers_go_with_the_next_rewriting_and_those_that_cannot_be_loaded_stay()
    {
        string unreadable = new('c', 64);
        await using (StateJournal first = Open())
        {
            for (int n = 0; n < 100; n++)
            {
                _ = first.Append(Web, Exited with { RestartCount = n });
                _ = first.Append(Db, Exited);
                _ = first.Append(unreadable, Exited);
            }
        }

        // 100 KB of which 1 count: the next daemon has it rewritten.
        await using StateJournal second = Open();
        StoredStates stored = second.Load();
        Assert.Equal(3, stored.Payloads.Count);
        second.Adopt([new ContainerEntry(TestRecords.Create(Web, "web") with { State = Exited }, "/nowhere")], new HashSet<string> { unreadable });
        await Eventually.TrueAsync(() => _disk.Renames == 1, "the journal is rewritten");

        // It may have been before it was known who is gone; a later one is not.
        for (int n = 0; n < 2000; n++)
        {
            _ = second.Append(Web, Exited with { RestartCount = n });
        }

        await Eventually.TrueAsync(() => _disk.Renames == 2, "the journal is rewritten again");
        IReadOnlyDictionary<string, byte[]> left = StoredStates.Read(_disk, StateJournal.FileName).Payloads;
        Assert.Equal([Web, unreadable], left.Keys.Order());
        Assert.Equal(1999, Read(Web).RestartCount);
    }

    [Fact]
    public async Task What_is_damaged_is_kept_aside_for_people_and_the_next_daemon_finds_a_whole_journal()
    {
        await using (StateJournal first = Open())
        {
            _ = first.Append(Web, Exited);
        }

        byte[] whole = Bytes(StateJournal.FileName);
        var damaged = new FaultyJournalFolder(SimulatedDisk.With(StateJournal.FileName, [.. whole, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
        await using (var second = new StateJournal(damaged, Boot, NullLogger.Instance))
        {
            Assert.True(second.Load().IsDamaged);
            _ = second.Append(Db, Exited);
        }

        using (Stream aside = damaged.OpenRead("journal.damaged-1")!)
        {
            Assert.Equal(9, aside.Length);
        }

        StoredStates stored = StoredStates.Read(damaged, StateJournal.FileName);
        Assert.Equal((2, false), (stored.Payloads.Count, stored.IsDamaged));
    }

    [Fact]
    public async Task Damage_that_comes_again_and_again_does_not_fill_the_disk()
    {
        for (int n = 0; n < 12; n++)
        {
            using (IJournalFile file = _disk.Open(StateJournal.FileName))
            {
                file.Append("no record"u8);
            }

            await using StateJournal journal = Open();
            Assert.True(journal.Load().IsDamaged);
        }

        Assert.NotNull(_disk.OpenRead("journal.damaged-9"));
        Assert.Null(_disk.OpenRead("journal.damaged-10"));
    }

    [Fact]
    public async Task A_journal_that_cannot_be_opened_leaves_all_in_doubt_and_is_left_alone()
    {
        DirectoryInfo root = Directory.CreateTempSubdirectory("aotd-journal-");
        try
        {
            root.CreateSubdirectory(StateJournal.FileName);
            await using var journal = new StateJournal(new JournalFolder(root.FullName), Boot, NullLogger.Instance);
            Assert.True(journal.Load().IsDamaged);
            Assert.Throws<DaemonException>(() => journal.Append(Web, Exited));
            Assert.NotNull(journal.AppendFact(Web, Exited));
            await journal.SettleAsync();
            root.GetDirectories().Single().Delete();
            _ = journal.Append(Db, Exited);
            Assert.Equal(2, StoredStates.Read(new JournalFolder(root.FullName), StateJournal.FileName).Payloads.Count);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private StateJournal Open() => new(_folder, Boot, NullLogger.Instance);

    private ContainerState Read(string id, SimulatedDisk? disk = null)
    {
        StateEntry entry = StateFormat.Read(StoredStates.Read(disk ?? _disk, StateJournal.FileName).Payloads[id]);
        Assert.Equal(Boot, entry.Boot);
        return entry.State;
    }

    private byte[] Bytes(string name)
    {
        using Stream stream = _disk.OpenRead(name)!;
        return ((MemoryStream)stream).ToArray();
    }
}
