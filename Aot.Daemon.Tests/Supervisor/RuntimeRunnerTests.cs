using System.Globalization;
using Aot.Daemon.Linux;
using Aot.Daemon.Supervisor;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Supervisor;

public sealed class RuntimeRunnerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aotd-runtime-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_runtime_that_hangs_is_killed()
    {
        RuntimeResult result = await RunAsync("exec sleep 1000", TimeSpan.FromMilliseconds(50));
        Assert.Equal((false, true), (result.Succeeded, result.WasKilled));
        Assert.Equal("the OCI runtime took longer than 0.1 s and was killed", result.Message);
    }

    /// <summary>A child, a child in a session of its own, and one whose parent is gone.</summary>
    [Fact]
    public async Task A_runtime_that_hangs_is_killed_with_all_that_it_has_started()
    {
        RuntimeResult result = await RunAsync(
            """
            sleep 1000 & echo $! >"$0.1"
            setsid sh -c 'sleep 1000 & echo $! >"$0.2"; wait' "$0" &
            (sleep 1000 & echo $! >"$0.3")
            while [ ! -s "$0.2" ]; do sleep 0.01; done
            touch "$0.ready"
            wait
            """,
            TimeSpan.FromSeconds(60),
            abandonWith: "runtime.ready");
        Assert.Equal((false, true), (result.Succeeded, result.WasKilled));
        for (int i = 1; i <= 3; i++)
        {
            int pid = int.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, $"runtime.{i}")), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
            await Eventually.TrueAsync(() => ProcStat.StartTime(pid) is null || ProcStat.IsZombie(pid), $"process {i} is dead");
        }
    }

    /// <param name="script">The runtime.</param>
    /// <param name="abandonWith">It is given up when this file is there.</param>
    private Task<RuntimeResult> RunAsync(string script, TimeSpan timeout, string? abandonWith = null)
    {
        string path = Path.Combine(_folder, "runtime");
        File.WriteAllText(path, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return LoopThread.RunAsync(async loop =>
        {
            using var nothing = Daemon.Interop.Open.File("/dev/null", Daemon.Interop.Open.ReadWrite);
            RuntimeRunner runner = new(loop, _folder) { Timeout = timeout };
            TaskCompletionSource abandoned = new();
            Task<RuntimeResult> running = runner.RunAsync(new RuntimeCall
            {
                Runtime = path,
                Arguments = ["run"],
                Log = Path.Combine(_folder, "log"),
                Stdio = new RuntimeStdio(nothing, nothing, nothing),
                Abandoned = abandoned.Task,
            });
            while (abandonWith is not null && !File.Exists(Path.Combine(_folder, abandonWith)))
            {
                await loop.Delay(TimeSpan.FromMilliseconds(5));
            }

            if (abandonWith is not null)
            {
                abandoned.SetResult();
            }

            RuntimeResult result = await running;
            Assert.Equal(0, runner.Running);
            return result;
        });
    }
}
