using Aot.Daemon.Containers;
using Aot.Daemon.Engine;
using Aot.Daemon.Linux;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class ExitTests
{
    [Fact]
    public async Task An_exit_is_recorded_and_all_that_the_run_held_is_given_back()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync(command: "sh -c exit 7", host: host => host with { IpcMode = "shareable" });
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        Assert.Equal((7, 0, ""), (entry.State.ExitCode, entry.State.Pid, entry.State.Error));
        Assert.True(entry.State.FinishedAt >= entry.State.StartedAt);
        Assert.Equal(entry.State, bench.Loader.Load().Entries.Single().State);
        Assert.Null(entry.Task);
        Assert.Empty(bench.Engine.Inner.Tasks);
        Assert.False(bench.IsMounted(entry));
        Assert.DoesNotContain(SharedMemory.PathOf(entry.Folder), Mounts.FindPoints("tmpfs"));
        Assert.Equal([entry.Id], bench.Execs.Gone);
        Assert.Equal(["create", "start", "die"], bench.Events.Actions);
        Assert.Equal("7", bench.Events.All.Last().Attributes["exitCode"]);
    }

    [Fact]
    public async Task A_container_of_rm_goes_with_its_run()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create("gone", "sh -c exit 7", host => host with { AutoRemove = true });
        Task<ContainerExit> removed = WaitForContainer.Run(entry, "removed", CancellationToken.None);
        await bench.StartAsync(entry);
        Assert.Equal(new ContainerExit(7, null), await removed.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Empty(Directory.EnumerateDirectories(bench.Root));
        bench.Create("gone");
    }

    [Fact]
    public async Task An_exit_that_cannot_be_written_is_told_all_the_same()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        bench.RefuseStates();
        await bench.Do.Kill.RunAsync(entry, "c", null, CancellationToken.None);
        Assert.Equal((ContainerStatus.Exited, 137), (entry.State.Status, entry.State.ExitCode));
    }

    [Fact]
    public async Task An_unknown_exit_code_is_not_invented()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        bench.Engine = new FaultyEngine(bench.Engine.Inner) { Invents = true };
        await bench.RestartDaemonAsync();
        ContainerEntry entry = await bench.RunToUnknownEndAsync();
        Assert.Equal(ProcessExit.UnknownExitCode, entry.State.ExitCode);
        Assert.Contains("exit code is unknown", entry.State.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_oom_kill_is_told_before_the_death()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        bench.Engine = new FaultyEngine(bench.Engine.Inner) { Invents = true };
        await bench.RestartDaemonAsync();
        ContainerEntry entry = await bench.RunToUnknownEndAsync(oomKilled: true);
        Assert.True(entry.State.OomKilled);
        Assert.Equal(["create", "start", "oom", "die"], bench.Events.Actions);
    }

    [Fact]
    public async Task The_exits_of_unknown_containers_are_passed_over()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        bench.Engine = new FaultyEngine(bench.Engine.Inner) { Invents = true };
        await bench.RestartDaemonAsync();
        bench.Engine.Invent(new ProcessExit(new string('f', 64), null, 0, default, false));
        ContainerEntry entry = await bench.RunToUnknownEndAsync();
        Assert.Equal(ContainerStatus.Exited, entry.State.Status);
    }
}
