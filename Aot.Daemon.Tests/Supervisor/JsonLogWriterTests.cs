using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aot.Daemon.Supervisor;
using Xunit;

namespace Aot.Daemon.Tests.Supervisor;

public sealed partial class JsonLogWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aotd-log-").FullName;

    private string LogPath => Path.Combine(_folder, "c-json.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_line_is_an_object_as_docker_writes_it()
    {
        using (JsonLogWriter log = new(LogPath, 0, 1, null))
        {
            log.Write(1, "hello\n"u8);
        }

        Assert.Matches(Line(), File.ReadAllText(LogPath));
    }

    [Fact]
    public void Attributes_come_with_every_line()
    {
        using (JsonLogWriter log = new(LogPath, 0, 1, new SortedDictionary<string, string> { ["b"] = "2", ["a"] = "<\"1\">" }))
        {
            log.Write(2, "x\n"u8);
        }

        Assert.Contains(
            """{"log":"x\n","stream":"stderr","attrs":{"a":"\u003c\"1\"\u003e","b":"2"},"time":""", File.ReadAllText(LogPath), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_escaped_as_Go_does()
    {
        using (JsonLogWriter log = new(LogPath, 0, 1, null))
        {
            log.Write(1, "a\"\\\t\r\u0001<>&é\u2028\U0001F600"u8);
            log.Write(1, [0xff, 0xe2, 0x82, (byte)'z', (byte)'\n']);
        }

        Assert.StartsWith(
            """{"log":"a\"\\\u0009\r\u0001\u003c\u003e\u0026é\u2028😀\ufffd\ufffd\ufffdz\n",""", File.ReadAllText(LogPath), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_comes_in_pieces_is_one_record_and_one_without_end_is_written_at_the_end()
    {
        using (JsonLogWriter log = new(LogPath, 0, 1, null))
        {
            log.Write(1, "he"u8);
            log.Write(2, "err\n"u8);
            log.Write(1, "llo\nrest"u8);
            Assert.Equal(["err\n", "hello\n"], Texts());
            log.Complete(1);
        }

        Assert.Equal(["err\n", "hello\n", "rest"], Texts());
    }

    [Fact]
    public void Long_lines_are_cut_at_sixteen_kibibytes()
    {
        string text = new('x', 40_000);
        using (JsonLogWriter log = new(LogPath, 0, 1, null))
        {
            log.Write(1, Encoding.UTF8.GetBytes(text[..10_000]));
            log.Write(1, Encoding.UTF8.GetBytes(text[10_000..] + "\n"));
            log.Write(1, Encoding.UTF8.GetBytes(text[..JsonLogWriter.LongestPiece] + "\n"));
        }

        Assert.Equal([16384, 16384, 40_000 - (2 * 16384) + 1, 16384, 1], Texts().Select(line => line.Length));
    }

    [Fact]
    public void A_full_file_is_rotated_and_the_oldest_goes()
    {
        using (JsonLogWriter log = new(LogPath, 500, 3, null))
        {
            for (int i = 0; i < 100; i++)
            {
                log.Write(1, Encoding.UTF8.GetBytes($"line {i}\n"));
            }
        }

        Assert.Equal(["c-json.log", "c-json.log.1", "c-json.log.2"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        string[] kept = [.. Texts(LogPath + ".2"), .. Texts(LogPath + ".1"), .. Texts()];
        Assert.Equal(Enumerable.Range(100 - kept.Length, kept.Length).Select(i => $"line {i}\n"), kept);
    }

    [Fact]
    public void A_single_file_is_begun_anew()
    {
        using (JsonLogWriter log = new(LogPath, 500, 1, null))
        {
            log.Write(1, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 100).Select(i => $"line {i}\n"))));
        }

        Assert.Single(Directory.GetFiles(_folder));
        Assert.Equal("line 99\n", Texts()[^1]);
        Assert.True(Texts().Length < 10);
    }

    [Fact]
    public void Writing_goes_on_behind_what_an_earlier_supervisor_wrote()
    {
        using (JsonLogWriter log = new(LogPath, 0, 1, null))
        {
            log.Write(1, "one\n"u8);
        }

        using (JsonLogWriter log = new(LogPath, 0, 1, null))
        {
            log.Write(1, "two\n"u8);
        }

        Assert.Equal(["one\n", "two\n"], Texts());
    }

    [Fact]
    public void A_full_disk_loses_output_and_nothing_else()
    {
        using JsonLogWriter log = new("/dev/full", 0, 1, null);
        log.Write(1, "lost\n"u8);
        Assert.True(log.Lost > 0);
    }

    [Fact]
    public void A_log_that_cannot_be_opened_loses_output_and_nothing_else()
    {
        using JsonLogWriter log = new(Path.Combine(_folder, "no/such/folder"), 100, 2, null);
        log.Write(1, "lost\n"u8);
        log.Complete(1);
        Assert.True(log.Lost > 0);
    }

    private string[] Texts(string? path = null) =>
        [.. File.ReadAllLines(path ?? LogPath).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("log").GetString()!)];

    [GeneratedRegex("""^\{"log":"hello\\n","stream":"stdout","time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,8}[1-9])?Z"\}\n$""")]
    private static partial Regex Line();
}
