using System.Diagnostics;
using System.Globalization;
using Aot.Daemon.Linux;
using Xunit;

namespace Aot.Daemon.Tests.Linux;

public sealed class PidfdTests
{
    [Fact]
    public void A_process_can_be_opened()
    {
        using var pidfd = Pidfd.Open(Environment.ProcessId);

        Assert.NotNull(pidfd);
    }

    [Fact]
    public void A_thread_is_no_process()
    {
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(() => Assert.Null(Pidfd.Open(OwnThreadId()))));
        thread.Start();
        thread.Join();

        Assert.Null(failure);
    }

    /// <summary>The pid is not free, but no process has it: EINVAL, not ESRCH, in Linux 6.1.</summary>
    [Fact]
    public void A_reaped_process_is_none_though_its_process_group_lives()
    {
        using Process starter = Process.Start(new ProcessStartInfo("sh", ["-c", "exec setsid sh -c 'sleep 1000 >/dev/null & echo $! $$'"])
        {
            RedirectStandardOutput = true,
        })!;
        int[] pids = [.. starter.StandardOutput.ReadToEnd().Split().Where(word => word.Length > 0).Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
        starter.WaitForExit();
        using Process left = Process.GetProcessById(pids[0]);
        try
        {
            Assert.Null(Pidfd.Open(pids[1]));
        }
        finally
        {
            left.Kill();
        }
    }

    private static int OwnThreadId() =>
        int.Parse(Path.GetFileName(new FileInfo("/proc/thread-self").LinkTarget!), CultureInfo.InvariantCulture);
}
