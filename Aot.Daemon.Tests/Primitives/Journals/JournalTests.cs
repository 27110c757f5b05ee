using System.Text;
using Aot.Daemon.Primitives;
using Aot.Daemon.Primitives.Journals;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Primitives.Journals;

public sealed class JournalTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("aotd-journal-");
    private readonly FaultyJournalFolder _folder;

    public JournalTests() => _folder = new FaultyJournalFolder(new JournalFolder(_root.FullName));

    private string FilePath => Path.Combine(_root.FullName, JournalBench.Name);

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task What_was_appended_is_in_the_file_at_once_and_found_by_the_next()
    {
        await using var first = new JournalBench(_folder);
        await _folder.Opened;
        first.Append("a", 1);
        first.Append("b", 2);
        first.Append("a", 3);
        var (numbers, whole, dropped) = JournalBench.Read(_folder);
        Assert.Equal((3, 2, 0L), (numbers["a"], numbers["b"], dropped));
        Assert.Equal(whole, new FileInfo(FilePath).Length);
        Assert.Equal(0, _folder.Syncs);
        await using var second = new JournalBench(_folder);
        second.Append("b", 4);
        Assert.Equal(4, JournalBench.Read(_folder).Numbers["b"]);
    }

    [Fact]
    public async Task Those_who_wait_share_syncs()
    {
        await using var bench = new JournalBench(_folder);
        await _folder.Opened;
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        Hold(entered, go);

        Task first = bench.Journal.DurableAsync(bench.Append("a", 0)).AsTask();
        entered.Wait();
        Task[] others = [.. Enumerable.Range(1, 20).Select(n => bench.Journal.DurableAsync(bench.Append("a", n)).AsTask())];
        Assert.All(others.Prepend(first), waiter => Assert.False(waiter.IsCompleted));
        go.Set();
        await Task.WhenAll(others.Prepend(first));
        Assert.Equal(2, _folder.Syncs);
    }

    [Fact]
    public async Task Who_asks_for_what_the_running_sync_covers_waits_for_that_one()
    {
        await using var bench = new JournalBench(_folder);
        await _folder.Opened;
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        Hold(entered, go);

        JournalPosition early = bench.Append("a", 0);
        Task first = bench.Journal.DurableAsync(bench.Append("a", 1)).AsTask();
        entered.Wait();
        Task second = bench.Journal.DurableAsync(early).AsTask();
        go.Set();
        await Task.WhenAll(first, second);
        await bench.Journal.DurableAsync(early);
        Assert.Equal(1, _folder.Syncs);
    }

    [Fact]
    public async Task What_nobody_waits_for_is_synced_all_the_same_and_an_idle_journal_is_not()
    {
        await using var bench = new JournalBench(_folder);
        bench.Journal.SyncSoon();
        Assert.Equal(0, _folder.Syncs);
        bench.Append("a", 1);
        bench.Journal.SyncSoon();
        await bench.Journal.DurableAsync(bench.Journal.Last);
        bench.Journal.SyncSoon();
        await bench.Journal.DurableAsync(bench.Journal.Last);
        Assert.Equal(1, _folder.Syncs);
    }

    [Fact]
    public async Task Appends_of_many_at_once_are_whole_and_in_their_order()
    {
        await using var bench = new JournalBench(_folder, rewriteAbove: 2000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (int n = 1; n <= 200; n++)
            {
                JournalPosition position = bench.Append($"writer{writer}", n);
                if (n % 40 == 0)
                {
                    await bench.Journal.DurableAsync(position);
                }
            }
        })));
        var (numbers, _, dropped) = JournalBench.Read(_folder);
        Assert.Equal(8, numbers.Count);
        Assert.All(numbers.Values, number => Assert.Equal(200, number));
        Assert.Equal(0, dropped);
        Assert.Empty(bench.Failures);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(11)]
    public async Task A_full_disk_leaves_the_journal_as_it_was_and_is_told(int room)
    {
        await using var bench = new JournalBench(_folder);
        bench.Append("a", 1);
        long length = new FileInfo(FilePath).Length;
        _folder.Room = room;
        DaemonException failure = Assert.Throws<DaemonException>(() => bench.Append("a", 22222));
        Assert.Equal(ErrorKind.System, failure.Kind);
        Assert.Equal(length, new FileInfo(FilePath).Length);
        _folder.Room = null;
        bench.Append("a", 3);
        Assert.Equal((3, 0L), (JournalBench.Read(_folder).Numbers["a"], JournalBench.Read(_folder).DroppedLength));
    }

    [Fact]
    public async Task The_part_of_a_record_that_could_not_be_cut_off_is_before_the_next_append()
    {
        await using var bench = new JournalBench(_folder);
        bench.Append("a", 1);
        _folder.Room = 5;
        bool truncates = false;
        _folder.OnStep = (step, _) => FailIf(step == "truncate" && !truncates);
        Assert.Throws<DaemonException>(() => bench.Append("a", 2));
        Assert.Equal(5, JournalBench.Read(_folder).DroppedLength);
        _folder.Room = null;
        Assert.Throws<DaemonException>(() => bench.Append("a", 2));
        truncates = true;
        bench.Append("a", 3);
        Assert.Equal((3, 0L), (JournalBench.Read(_folder).Numbers["a"], JournalBench.Read(_folder).DroppedLength));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(JournalFrame.MaxPayload + 1)]
    public async Task A_record_of_an_impossible_size_is_refused(int size)
    {
        await using var bench = new JournalBench(_folder);
        Assert.Throws<DaemonException>(() => bench.Journal.Append(new byte[size]));
        Assert.Equal(0, new FileInfo(FilePath).Length);
    }

    [Fact]
    public async Task The_largest_record_is_read_back()
    {
        await using var bench = new JournalBench(_folder);
        byte[] large = Encoding.UTF8.GetBytes("a=".PadRight(JournalFrame.MaxPayload - 1, '0') + "7");
        bench.Append("b", 1);
        bench.Journal.Append(large);
        bench.Append("c", 1);
        Assert.Equal((7, 1), (JournalBench.Read(_folder).Numbers["a"], JournalBench.Read(_folder).Numbers["c"]));
    }

    [Fact]
    public async Task A_failed_sync_is_told_to_its_waiters_and_nothing_is_durable_before_the_file_is_rewritten()
    {
        await using var bench = new JournalBench(_folder);
        await bench.Journal.DurableAsync(bench.Append("old", 1));
        bool fails = true;
        int renames = 0;
        _folder.OnStep = (step, _) =>
        {
            renames += step == "rename" ? 1 : 0;
            FailIf(step == "sync" && fails);
        };
        JournalPosition position = bench.Append("a", 1);
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(() => bench.Journal.DurableAsync(position).AsTask());
        Assert.Equal(ErrorKind.System, failure.Kind);
        Assert.Contains("Input/output error", failure.Message, StringComparison.Ordinal);

        // The new file's sync fails, too: the old one stays, and is not trusted.
        await Assert.ThrowsAsync<DaemonException>(() => bench.Journal.DurableAsync(position).AsTask());
        Assert.Equal(0, renames);
        Assert.False(File.Exists(FilePath + ".new"));

        fails = false;
        await bench.Journal.DurableAsync(position);
        Assert.Equal(1, renames);
        Assert.Equal((1, 1), (JournalBench.Read(_folder).Numbers["old"], JournalBench.Read(_folder).Numbers["a"]));
        await bench.Journal.DurableAsync(bench.Append("a", 2));
        Assert.Equal(1, renames);
        Assert.Equal(2, bench.Failures.Count);
    }

    [Fact]
    public async Task A_name_that_may_be_lost_makes_nothing_durable()
    {
        await using var bench = new JournalBench(_folder);
        await bench.Journal.DurableAsync(bench.Append("a", 1));
        bool fails = true;
        _folder.OnStep = (step, name) => FailIf(step == "sync" && name == "." && fails);
        bench.Journal.RequestRewrite();
        await Eventually.TrueAsync(() => !bench.Failures.IsEmpty, "the rewriting failed");
        JournalPosition position = bench.Append("a", 2);
        await Assert.ThrowsAsync<DaemonException>(() => bench.Journal.DurableAsync(position).AsTask());
        fails = false;
        await bench.Journal.DurableAsync(position);
        Assert.Equal(2, JournalBench.Read(_folder).Numbers["a"]);
    }

    [Fact]
    public async Task It_grows_to_a_multiple_of_what_counts_and_no_further()
    {
        await using var bench = new JournalBench(_folder, rewriteAbove: 1000);
        for (int n = 1; n <= 5000; n++)
        {
            JournalPosition position = bench.Append("a" + (n % 3), n);
            if (n % 50 == 0)
            {
                await bench.Journal.DurableAsync(position);
            }
        }

        await bench.DisposeAsync();
        Assert.InRange(new FileInfo(FilePath).Length, 1, 20_000);
        Assert.Equal((5000, 4999, 4998), (Number("a2"), Number("a1"), Number("a0")));
        Assert.Equal([FilePath], Directory.GetFileSystemEntries(_root.FullName));

        int Number(string key) => JournalBench.Read(_folder).Numbers[key];
    }

    [Fact]
    public async Task Appending_goes_on_while_the_file_is_rewritten()
    {
        await using var bench = new JournalBench(_folder);
        for (int n = 0; n < 10; n++)
        {
            bench.Append("a", n);
        }

        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        Hold(entered, go, JournalBench.Name + ".new");
        bench.Journal.RequestRewrite();
        entered.Wait();
        await bench.Journal.DurableAsync(bench.Append("b", 1));
        bench.Append("a", 10);
        go.Set();
        await bench.DisposeAsync();
        var (numbers, whole, _) = JournalBench.Read(_folder);
        Assert.Equal((10, 1), (numbers["a"], numbers["b"]));
        Assert.Equal(3, whole / 11); // a=9, b=1 and a=10.
        Assert.Empty(bench.Failures);
    }

    [Fact]
    public async Task Once_closed_it_takes_nothing_and_has_synced_everything()
    {
        var bench = new JournalBench(_folder);
        bench.Append("a", 1);
        await bench.DisposeAsync();
        await bench.DisposeAsync();
        Assert.Equal(1, _folder.Syncs);
        Assert.Throws<DaemonException>(() => bench.Append("a", 2));
    }

    private static void FailIf(bool condition)
    {
        if (condition)
        {
            throw new IOException("Input/output error", 5);
        }
    }

    /// <summary>The first sync of a file says that it has begun, and waits.</summary>
    private void Hold(ManualResetEventSlim entered, ManualResetEventSlim go, string file = JournalBench.Name) => _folder.OnStep = (step, name) =>
    {
        if (step == "sync" && name == file && !entered.IsSet)
        {
            entered.Set();
            go.Wait();
        }
    };
}
