using Aot.Daemon.Lifetime;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Lifetime;

public sealed class PidFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_names_this_process_and_goes_with_it()
    {
        string path = _folder.File("run/aotd.pid");
        using (PidFile.Create(path))
        {
            Assert.Equal(Environment.ProcessId.ToString(), File.ReadAllText(path));
        }

        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a number")]
    [InlineData("-5")]
    [InlineData("999999999")]
    [InlineData("2")]
    public void What_a_dead_daemon_or_another_program_left_is_replaced(string content)
    {
        string path = _folder.Write("aotd.pid", content);
        using PidFile? file = PidFile.Create(path);
        Assert.Equal(Environment.ProcessId.ToString(), File.ReadAllText(path));
    }

    [Fact]
    public void A_living_process_of_the_same_program_is_respected()
    {
        // Another process whose name in /proc is the same as this one's.
        string program = _folder.File(File.ReadAllText("/proc/self/comm").TrimEnd());
        File.Copy("/bin/sleep", program);
        using System.Diagnostics.Process other = System.Diagnostics.Process.Start(program, "60");
        try
        {
            string path = _folder.Write("aotd.pid", other.Id.ToString());
            DaemonException failure = Assert.Throws<DaemonException>(() => PidFile.Create(path));
            Assert.Equal($"process with PID {other.Id} is still running (pid file {path})", failure.Message);
        }
        finally
        {
            other.Kill();
            other.WaitForExit();
        }
    }

    [Fact]
    public void It_is_left_alone_once_it_is_anothers()
    {
        string path = _folder.File("aotd.pid");
        using (PidFile.Create(path))
        {
            File.WriteAllText(path, "1");
        }

        Assert.Equal("1", File.ReadAllText(path));
    }

    [Fact]
    public void No_path_means_no_file() => Assert.Null(PidFile.Create(""));
}
