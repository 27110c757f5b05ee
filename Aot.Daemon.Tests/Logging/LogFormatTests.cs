using System.Buffers;
using System.Text;
using System.Text.Json;
using Aot.Daemon.Logging;
using Aot.Daemon.Primitives;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Aot.Daemon.Tests.Logging;

public sealed class LogFormatTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("API listen on /run/x", """msg="API listen on /run/x" """)]
    [InlineData("a \"b\" \\ c", """msg="a \"b\" \\ c" """)]
    [InlineData("one\ntime=\"now\" level=info", """msg="one\ntime=\"now\" level=info" """)]
    [InlineData("bell \a", """msg="bell \u0007" """)]
    [InlineData("Jürgen", """msg="Jürgen" """)]
    public void Text_is_logrus_text_and_cannot_be_forged(string message, string expected) =>
        Assert.Equal($"time=\"2030-01-02T12:00:00.000000000Z\" level=info {expected.Trim()}\n",
            Text(new LogLine(Noon, LogLevel.Information, message, null, null)));

    [Fact]
    public void Text_adds_only_the_values_that_the_message_does_not_show()
    {
        KeyValuePair<string, object?>[] values =
            [new("Socket", "/run/x"), new("id", "abc"), new("why", "two words"), new("count", 3), new("none", null), new("{OriginalFormat}", "API listen on {Socket}")];
        string line = Text(new LogLine(Noon, LogLevel.Warning, "API listen on /run/x", values, null));
        Assert.EndsWith("level=warning msg=\"API listen on /run/x\" id=abc why=\"two words\" count=3 none=\"\"\n", line, StringComparison.Ordinal);
    }

    [Fact]
    public void An_expected_failure_is_its_message_and_others_tell_their_type()
    {
        string expected = Text(new LogLine(Noon, LogLevel.Error, "m", null, DaemonException.NotFound("No such container: x")));
        Assert.EndsWith(" error=\"No such container: x\"\n", expected, StringComparison.Ordinal);
        string other = Text(new LogLine(Noon, LogLevel.Error, "m", null, new InvalidOperationException("bad")));
        Assert.Contains(" error=\"System.InvalidOperationException: bad", other, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_one_object_a_line_with_every_value()
    {
        KeyValuePair<string, object?>[] values = [new("Socket", "/run/x\n"), new("{OriginalFormat}", "API listen on {Socket}")];
        string line = Render(new JsonLogFormat(), new LogLine(Noon, LogLevel.Critical, "API \"listen\"", values, new IOException("gone")));
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        Assert.Equal("2030-01-02T12:00:00.000000000Z", root.GetProperty("time").GetString());
        Assert.Equal("fatal", root.GetProperty("level").GetString());
        Assert.Equal("API \"listen\"", root.GetProperty("msg").GetString());
        Assert.Equal("/run/x\n", root.GetProperty("Socket").GetString());
        Assert.StartsWith("System.IO.IOException: gone", root.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(5, root.EnumerateObject().Count());
    }

    private static string Text(LogLine line) => Render(new TextLogFormat(), line);

    private static string Render(ILogFormat format, LogLine line)
    {
        ArrayBufferWriter<byte> output = new();
        format.Write(line, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
