using System.Text;
using System.Text.Json;
using Aot.Daemon.Engine.Oci;
using Xunit;

namespace Aot.Daemon.Tests.Engine.Oci;

public sealed class EnvironmentWriterTests
{
    private const string Path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    [Fact]
    public void A_value_takes_the_place_of_the_default_and_a_bare_name_removes_it()
    {
        Assert.Equal(["PATH=/bin", "HOSTNAME=z", "Q=1"], Write(["Q=1", "HOSTNAME=z", "PATH=/bin"]));
        Assert.Equal(["HOSTNAME=h", "TERM=dumb"], Write(["PATH", "TERM=dumb"], terminal: true));
        Assert.Equal([Path, "HOSTNAME=h", "TERM=xterm"], Write([], terminal: true));
    }

    [Fact]
    public void A_bare_name_that_is_nowhere_adds_nothing() => Assert.Equal([Path, "HOSTNAME=h"], Write(["NOTHING"]));

    [Fact]
    public void An_exec_s_values_take_the_place_of_the_container_s()
    {
        Assert.Equal(
            ["PATH=/e", "HOSTNAME=h", "A=2", "B=1", "C=3"],
            Write(["A=1", "B=1", "X=1"], ["A=2", "C=3", "PATH=/e", "X"]));
        Assert.Equal(["HOSTNAME=h", "PATH=/again"], Write(["PATH"], ["PATH=/again"]));
    }

    [Fact]
    public void A_user_without_an_entry_in_passwd_lives_in_the_root()
    {
        Assert.Contains("HOME=/", Write([], hasHome: false));
        Assert.DoesNotContain("HOME=/", Write(["HOME=/srv"], hasHome: false));
        Assert.DoesNotContain("HOME=/", Write([]));
    }

    private static string[] Write(string[] container, string[]? exec = null, bool terminal = false, bool hasHome = true)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            EnvironmentWriter.Write(
                json,
                new ProcessInput { RootfsPath = "/", User = "", Args = [], Hostname = "h", Capabilities = 0, Env = container, ExecEnv = exec, Terminal = terminal },
                hasHome);
            json.WriteEndObject();
        }

        using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
        return [.. document.RootElement.GetProperty("env").EnumerateArray().Select(item => item.GetString()!)];
    }
}
