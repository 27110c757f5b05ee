using Aot.Daemon.Logs;
using Xunit;

namespace Aot.Daemon.Tests.Logs;

public sealed class LogReadingTests
{
    [Fact]
    public async Task A_log_that_is_not_there_is_empty()
    {
        using var log = new LogFixture();
        Assert.Equal("", await log.ReadAsync(LogFixture.Both));
    }

    [Fact]
    public async Task Rotated_files_are_read_from_the_oldest_to_the_newest()
    {
        using var log = new LogFixture();
        log.Write("a", "b").Rotate().Write("c").Rotate().Write("d");
        Assert.Equal("a\nb\nc\nd\n", await log.ReadAsync(LogFixture.Both));
    }

    [Theory]
    [InlineData(-1, "a\nb\nc\nd\ne\n")]
    [InlineData(0, "")]
    [InlineData(1, "e\n")]
    [InlineData(2, "d\ne\n")]
    [InlineData(3, "c\nd\ne\n")]
    [InlineData(4, "b\nc\nd\ne\n")]
    [InlineData(5, "a\nb\nc\nd\ne\n")]
    [InlineData(6, "a\nb\nc\nd\ne\n")]
    public async Task Tail_counts_lines_across_rotated_files(int tail, string expected)
    {
        using var log = new LogFixture();
        log.Write("a", "b").Rotate().Write("c").Rotate().Write("d", "e");
        Assert.Equal(expected, await log.ReadAsync(LogFixture.Both with { Tail = tail }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(3999)]
    [InlineData(4000)]
    public async Task Tail_finds_lines_that_lie_across_the_blocks_it_reads(int tail)
    {
        using var log = new LogFixture();
        string[] lines = [.. Enumerable.Range(0, 4000).Select(static number => $"line {number} {new string('x', number % 97)}")];
        log.Write(lines);
        Assert.Equal(string.Concat(lines[^tail..].Select(static line => line + "\n")), await log.ReadAsync(LogFixture.Both with { Tail = tail }));
    }

    [Theory]
    [InlineData(true, false, "out\n")]
    [InlineData(false, true, "err\n")]
    [InlineData(true, true, "out\nerr\n")]
    public async Task Only_the_streams_asked_for_are_sent(bool stdout, bool stderr, string expected)
    {
        using var log = new LogFixture();
        log.Write("out").WriteError("err");
        Assert.Equal(expected, await log.ReadAsync(new LogQuery { Stdout = stdout, Stderr = stderr }));
    }

    [Theory]
    [InlineData(1.0, null, "b\nc\n")]
    [InlineData(1.0000001, null, "c\n")]
    [InlineData(null, 1.0, "a\nb\n")]
    [InlineData(null, 0.9999999, "a\n")]
    [InlineData(1.0, 1.0, "b\n")]
    [InlineData(9.0, null, "")]
    public async Task Since_and_until_include_their_own_instant(double? since, double? until, string expected)
    {
        using var log = new LogFixture();
        log.Write("a", "b", "c");
        LogQuery query = LogFixture.Both with { Since = At(since), Until = At(until) };
        Assert.Equal(expected, await log.ReadAsync(query));

        static DateTimeOffset? At(double? seconds) => seconds is null ? null : LogFixture.Start.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
    }

    [Fact]
    public async Task Without_a_terminal_each_message_has_a_header()
    {
        using var log = new LogFixture(tty: false);
        log.Write("out").WriteError("error");
        byte[] expected = [1, 0, 0, 0, 0, 0, 0, 4, .. "out\n"u8, 2, 0, 0, 0, 0, 0, 0, 6, .. "error\n"u8];
        Assert.Equal(expected, await log.ReadBytesAsync(LogFixture.Both));
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000000000Z")]
    [InlineData("2026-01-02T03:04:05.5Z", "2026-01-02T03:04:05.500000000Z")]
    [InlineData("2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.123456789Z")]
    [InlineData("2026-01-02T03:04:05.12+02:00", "2026-01-02T03:04:05.120000000+02:00")]
    public async Task Timestamps_always_have_nine_digits(string written, string shown)
    {
        using var log = new LogFixture();
        log.WriteRaw($"{{\"log\":\"x\\n\",\"stream\":\"stdout\",\"time\":\"{written}\"}}\n");
        Assert.Equal(shown + " x\n", await log.ReadAsync(LogFixture.Both with { Timestamps = true }));
    }

    [Fact]
    public async Task Details_are_sorted_and_escaped_and_come_after_the_time()
    {
        using var log = new LogFixture();
        log.WriteRaw(LogFixture.Line("x\n", "stdout", LogFixture.Start, ",\"attrs\":{\"z\":\"1\",\"a b\":\"c=d&é\",\"a\":\"-._~\"}") + "\n");
        log.Write("y");
        string shown = await log.ReadAsync(LogFixture.Both with { Details = true, Timestamps = true });
        Assert.Equal("2026-01-02T03:00:00.000000000Z a=-._~,a+b=c%3Dd%26%C3%A9,z=1 x\n2026-01-02T03:00:00.000000000Z  y\n", shown);
    }

    [Fact]
    public async Task Escapes_are_undone_and_partial_lines_stay_partial()
    {
        using var log = new LogFixture();
        log.WriteRaw("{\"log\":\"tab\\t quote\\\" \\u00e9 \\ud83d\\ude00 \\u001b[0m\",\"stream\":\"stdout\",\"time\":\"2026-01-02T03:04:05Z\"}\n");
        log.Write(" rest");
        Assert.Equal("tab\t quote\" é 😀 \e[0m rest\n", await log.ReadAsync(LogFixture.Both));
    }

    [Theory]
    [InlineData("{\"log\":\"torn")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData("{\"log\":\"torn{\"log\":\"b\\n\",\"stream\":\"stdout\",\"time\":\"2026-01-02T03:04:05Z\"}")]
    [InlineData("{\"log\":\"no time\\n\",\"stream\":\"stdout\"}")]
    [InlineData("{\"log\":\"no stream\\n\",\"time\":\"2026-01-02T03:04:05Z\"}")]
    [InlineData("{\"log\":\"half \\ud83d\\n\",\"stream\":\"stdout\",\"time\":\"2026-01-02T03:04:05Z\"}")]
    [InlineData("{\"log\":\"bad time\\n\",\"stream\":\"stdout\",\"time\":\"2026-01-02\"}")]
    [InlineData("{\"log\":5,\"stream\":\"stdout\",\"time\":\"2026-01-02T03:04:05Z\"}")]
    [InlineData("{\"log\":\"two\\n\",\"stream\":\"stdout\",\"time\":\"2026-01-02T03:04:05Z\"} {}")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task A_damaged_line_is_left_out_and_noted(string damaged)
    {
        using var log = new LogFixture();
        log.Write("a").WriteRaw(damaged + "\n");
        log.Write("c");
        Assert.Equal("a\nc\n", await log.ReadAsync(LogFixture.Both));
        Assert.Contains("1 damaged line(s)", log.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_of_no_plausible_length_is_left_out_and_noted()
    {
        using var log = new LogFixture();
        log.Write("a").WriteRaw(new string('x', (3 * LogFileReader.LongestLine) + 17) + "\n");
        log.Write("c");
        Assert.Equal("a\nc\n", await log.ReadAsync(LogFixture.Both));
        Assert.Contains("1 damaged line(s)", log.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_being_written_is_left_for_the_next_reading()
    {
        using var log = new LogFixture();
        log.Write("a").WriteRaw("{\"log\":\"b");
        Assert.Equal("a\n", await log.ReadAsync(LogFixture.Both with { Tail = 1 }));
        Assert.Empty(log.Log.Lines);
    }

    [Fact]
    public async Task Megabytes_are_sent_whole()
    {
        using var log = new LogFixture();
        string[] lines = [.. Enumerable.Range(0, 3000).Select(static number => $"{number} {new string('y', 1000)}")];
        log.Write(lines[..1000]).Rotate().Write(lines[1000..]);
        Assert.Equal(string.Join('\n', lines) + "\n", await log.ReadAsync(LogFixture.Both));
    }
}
