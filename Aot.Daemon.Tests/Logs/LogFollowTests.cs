using System.Text;
using Aot.Daemon.Containers;
using Aot.Daemon.Engine;
using Aot.Daemon.Logs;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Logs;

public sealed class LogFollowTests
{
    private static readonly LogQuery Follow = LogFixture.Both with { Follow = true };

    [Fact]
    public async Task A_follower_gets_what_was_logged_and_what_comes_until_the_container_ends()
    {
        using var log = new LogFixture(running: true);
        log.Write("a");
        using var follower = new Follower(log, Follow);
        await follower.SawAsync("a\n");
        log.Write("b");
        await follower.SawAsync("a\nb\n");
        log.Write("c");
        End(log);
        await follower.EndedAsync();
        Assert.Equal("a\nb\nc\n", follower.Text);
    }

    [Fact]
    public async Task A_follower_may_come_before_the_log_is_there()
    {
        using var log = new LogFixture(running: true);
        using var follower = new Follower(log, Follow);
        log.Write("a");
        await follower.SawAsync("a\n");
        End(log);
        await follower.EndedAsync();
    }

    [Fact]
    public async Task Tail_says_where_a_follower_begins()
    {
        using var log = new LogFixture(running: true);
        log.Write("a", "b").Rotate().Write("c");
        using var last = new Follower(log, Follow with { Tail = 2 });
        using var none = new Follower(log, Follow with { Tail = 0 });
        await last.SawAsync("b\nc\n");
        log.Write("d");
        await last.SawAsync("b\nc\nd\n");
        await none.SawAsync("d\n");
        End(log);
        await last.EndedAsync();
        await none.EndedAsync();
    }

    [Fact]
    public async Task A_line_written_in_pieces_comes_once_and_whole()
    {
        using var log = new LogFixture(running: true);
        string line = LogFixture.Line("whole\n", "stdout", LogFixture.Start) + "\n";
        using var follower = new Follower(log, Follow);
        log.Write("first");
        await follower.SawAsync("first\n");
        log.WriteRaw(line[..20]);
        log.WriteRaw(line[20..]);
        await follower.SawAsync("first\nwhole\n");
        End(log);
        await follower.EndedAsync();
        Assert.Empty(log.Log.Lines);
    }

    [Fact]
    public async Task Rotations_lose_and_repeat_nothing()
    {
        using var log = new LogFixture(running: true);
        using var follower = new Follower(log, Follow);
        var expected = new StringBuilder();
        for (int number = 0; number < 60; number++)
        {
            log.Write($"{number}");
            expected.Append(number).Append('\n');
            if (number % 7 == 6)
            {
                // A writer that rotates away more than the files kept outruns any reader, so let this one keep up.
                await follower.SawAsync(expected.ToString());
                log.Rotate();
            }
        }

        log.Rotate().Write("x").Rotate().Write("y");
        End(log);
        await follower.EndedAsync();
        Assert.Equal(expected + "x\ny\n", follower.Text);
    }

    [Fact]
    public async Task A_log_of_one_file_that_is_emptied_is_followed_from_its_beginning()
    {
        using var log = new LogFixture(running: true);
        log.Write("a", "b");
        using var follower = new Follower(log, Follow);
        await follower.SawAsync("a\nb\n");
        using (var file = new FileStream(log.Entry.LogPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(0);
        }

        log.Write("c");
        await follower.SawAsync("a\nb\nc\n");
        End(log);
        await follower.EndedAsync();
    }

    [Fact]
    public async Task Half_a_line_that_a_full_disk_took_back_is_forgotten()
    {
        using var log = new LogFixture(running: true);
        log.Write("a");
        using var follower = new Follower(log, Follow);
        await follower.SawAsync("a\n");
        long length = new FileInfo(log.Entry.LogPath).Length;
        for (int time = 0; time < 50; time++)
        {
            log.WriteRaw("{\"log\":\"half");
            using var file = new FileStream(log.Entry.LogPath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.SetLength(length);
        }

        log.Write("b");
        await follower.SawAsync("a\nb\n");
        End(log);
        await follower.EndedAsync();
        Assert.Empty(log.Log.Lines);
    }

    [Fact]
    public async Task A_container_that_does_not_run_is_not_followed()
    {
        using var log = new LogFixture(running: false);
        log.Write("a");
        Assert.Equal("a\n", await log.ReadAsync(Follow));
    }

    [Fact]
    public async Task Until_ends_a_follow_when_its_time_comes()
    {
        using var log = new LogFixture(running: true);
        log.Write("a");
        using var follower = new Follower(log, Follow with { Until = log.Time.GetUtcNow().AddMinutes(1) });
        await follower.SawAsync("a\n");
        log.Time.Advance(TimeSpan.FromMinutes(1));
        await follower.EndedAsync();
    }

    [Fact]
    public async Task A_line_younger_than_until_ends_a_follow()
    {
        using var log = new LogFixture(running: true);
        using var follower = new Follower(log, Follow with { Until = log.Time.GetUtcNow().AddMinutes(1) });
        log.Write("a");
        await follower.SawAsync("a\n");
        log.WriteRaw(LogFixture.Line("late\n", "stdout", log.Time.GetUtcNow().AddMinutes(2)) + "\n");
        await follower.EndedAsync();
        Assert.Equal("a\n", follower.Text);
    }

    [Fact]
    public async Task A_line_torn_at_the_end_of_the_container_is_noted()
    {
        using var log = new LogFixture(running: true);
        using var follower = new Follower(log, Follow);
        log.Write("a").WriteRaw("{\"log\":\"torn");
        await follower.SawAsync("a\n");
        End(log);
        await follower.EndedAsync();
        Assert.Contains("1 damaged line(s)", log.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_hundred_followers_that_came_and_went()
    {
        using var log = new LogFixture(running: true);
        log.Write("a");
        int descriptors = OpenDescriptors();
        for (int round = 0; round < 2; round++)
        {
            Follower[] followers = [.. Enumerable.Range(0, 100).Select(_ => new Follower(log, Follow))];
            foreach (Follower follower in followers)
            {
                await follower.SawAsync("a\n");
            }

            await Eventually.TrueAsync(() => Watchers() == 1, "one thread watches for all");
            foreach (Follower follower in followers)
            {
                await follower.LeaveAsync();
            }

            await Eventually.TrueAsync(() => Watchers() == 0, "the watching thread ends");
            Assert.Equal(0, log.Time.ActiveTimers);
        }

        await Eventually.TrueAsync(() => OpenDescriptors() <= descriptors, $"no more than {descriptors} descriptors are open");
    }

    [Fact]
    public async Task A_follower_whose_folder_is_removed_ends_with_its_container()
    {
        using var log = new LogFixture(running: true);
        log.Write("a");
        using var follower = new Follower(log, Follow);
        await follower.SawAsync("a\n");
        Directory.Delete(log.Entry.Folder, recursive: true);
        End(log);
        await follower.EndedAsync();
        Directory.CreateDirectory(log.Entry.Folder);
        await Eventually.TrueAsync(() => Watchers() == 0, "the watching thread ends");
    }

    private static void End(LogFixture log) =>
        log.Task.Exit(new ProcessExit(log.Entry.Id, null, 0, DateTimeOffset.UtcNow, false));

    // Descriptors of this process that lead to this test's files or to inotify; other tests run beside this one.
    private static int OpenDescriptors() => Directory.GetFiles("/proc/self/fd").Count(static link => TargetOf(link) is { } target
        && (target.Contains("-json.log", StringComparison.Ordinal) || target.Contains("inotify", StringComparison.Ordinal)));

    private static int Watchers() => Directory.GetDirectories("/proc/self/task").Count(static thread =>
        File.Exists(thread + "/comm") && File.ReadAllText(thread + "/comm").Trim() == "log watcher");

    private static string? TargetOf(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A client that follows.</summary>
    private sealed class Follower : IDisposable
    {
        private readonly MemoryStream _received = new();
        private readonly CancellationTokenSource _leave = new();
        private readonly Task _copy;

        public Follower(LogFixture log, LogQuery query) => _copy = log.Service.CopyAsync(log.Entry, query, ReceiveAsync, _leave.Token);

        public string Text
        {
            get
            {
                lock (_received)
                {
                    return Encoding.UTF8.GetString(_received.ToArray());
                }
            }
        }

        public Task SawAsync(string text) => Eventually.TrueAsync(() => Text == text, $"'{text}' is seen");

        public Task EndedAsync() => _copy.WaitAsync(TimeSpan.FromSeconds(10));

        public async Task LeaveAsync()
        {
            await _leave.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(EndedAsync);
            Dispose();
        }

        public void Dispose()
        {
            _leave.Dispose();
            _received.Dispose();
        }

        private ValueTask ReceiveAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            lock (_received)
            {
                _received.Write(bytes.Span);
            }

            return ValueTask.CompletedTask;
        }
    }
}
