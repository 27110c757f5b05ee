using System.Diagnostics;
using System.Globalization;
using Aot.Daemon.Supervisor;
using Xunit;

namespace Aot.Daemon.Tests.Supervisor;

public sealed class CgroupFoldersTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("aotd-cgroups-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("0", false)]
    [InlineData("2", true)]
    public void Version_2_counts_OOM_kills_in_memory_events(string count, bool had)
    {
        Write("cgroup.controllers", "memory\n");
        Write("docker/c1/memory.events", $"low 0\nhigh 0\nmax 7\noom 1\noom_kill {count}\noom_group_kill 0\n");

        Assert.Equal(had, new CgroupFolders(_root).HadOomKill("/docker/c1"));
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("1", true)]
    public void Version_1_counts_OOM_kills_in_the_memory_hierarchy(string count, bool had)
    {
        Write("memory/docker/c1/memory.oom_control", $"oom_kill_disable 0\nunder_oom 0\noom_kill {count}\n");

        Assert.Equal(had, new CgroupFolders(_root).HadOomKill("/docker/c1"));
    }

    [Fact]
    public async Task Version_2_tells_of_a_kill_by_the_count_of_memory_events()
    {
        Write("cgroup.controllers", "memory\n");
        Write("docker/c1/memory.events", "low 0\noom 0\noom_kill 1\n");
        int told = await LoopThread.RunAsync(async loop =>
        {
            int count = 0;
            CgroupFolders cgroups = new(_root);
            Assert.Null(OomWatch.Start(loop, cgroups, "/docker/none", () => { }));
            OomWatch watch = OomWatch.Start(loop, cgroups, "/docker/c1", () => count++)!;
            Assert.True(watch.HadKills);
            await SetAsync("low 1\noom 1\noom_kill 1\n", () => true);
            Assert.Equal(0, count);
            await SetAsync("low 1\noom 2\noom_kill 2\n", () => count == 1);
            watch.Dispose();
            await SetAsync("low 1\noom 3\noom_kill 3\n", () => true);
            return count;

            async Task SetAsync(string events, Func<bool> until)
            {
                Write("docker/c1/memory.events", events);
                do
                {
                    await loop.Delay(TimeSpan.FromMilliseconds(20));
                }
                while (!until());
            }
        });
        Assert.Equal(1, told);
    }

    [Fact]
    public void What_is_not_there_had_no_OOM_kill_and_is_removed()
    {
        Write("cgroup.controllers", "memory\n");
        CgroupFolders cgroups = new(_root);

        cgroups.Kill("/docker/none");

        Assert.False(cgroups.HadOomKill("/docker/none"));
        Assert.False(cgroups.HadOomKill(null));
        Assert.True(cgroups.TryRemove("/docker/none"));
    }

    /// <summary>Chains of processes each of which starts the next and ends: killing by a list of process ids loses the race.</summary>
    [Fact]
    public void Version_2_kills_what_forks_away_below_the_cgroup_too()
    {
        Run("mount", "-t", "cgroup2", "cgroup2", _root);
        string path = "/aotd-test-" + Guid.NewGuid().ToString("n");
        try
        {
            string inner = Directory.CreateDirectory(_root + path + "/inner").FullName;
            CgroupFolders cgroups = new(_root);
            using Process shell = Process.Start(new ProcessStartInfo(
                "sh", ["-c", $"echo $$ >{inner}/cgroup.procs; hop='sh -c \"$hop\" &'; export hop; for i in 1 2 3 4 5 6 7 8; do eval \"$hop\"; done; exec sleep 1000"]))!;
            Poll(() => File.ReadAllLines(inner + "/cgroup.procs").Length >= 2, "the processes do not start");

            cgroups.Kill(path);

            shell.WaitForExit();
            Assert.Equal(137, shell.ExitCode);
            Poll(() => cgroups.TryRemove(path), "the cgroup is still in use");
            Assert.False(Directory.Exists(_root + path));
        }
        finally
        {
            new CgroupFolders(_root).Kill(path);
            Run("umount", _root);
        }
    }

    private void Write(string path, string text)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, string.Create(CultureInfo.InvariantCulture, $"{program} ended with code {process.ExitCode}"));
    }

    private static void Poll(Func<bool> condition, string failure)
    {
        for (long end = Environment.TickCount64 + 10_000; !condition(); Thread.Yield())
        {
            Assert.True(Environment.TickCount64 < end, failure);
        }
    }
}
