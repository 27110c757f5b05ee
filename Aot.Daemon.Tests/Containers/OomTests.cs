using Aot.Daemon.Containers;
using Aot.Daemon.Engine;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class OomTests
{
    [Fact]
    public async Task Want_of_memory_is_told_each_time_and_stays_in_the_state()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        bench.Engine.Inner.Ooms.Writer.TryWrite(new TaskOom(entry.Id, MayBeKnown: false));
        bench.Engine.Inner.Ooms.Writer.TryWrite(new TaskOom(entry.Id, MayBeKnown: false));
        await Eventually.TrueAsync(() => bench.Events.Actions.Length == 4, "both are told");
        Assert.True(entry.State is { OomKilled: true, Status: ContainerStatus.Running });
        await bench.Do.Kill.RunAsync(entry, "c", null, CancellationToken.None);
        Assert.True(entry.State.OomKilled);
        Assert.Equal(["create", "start", "oom", "oom", "kill", "die"], bench.Events.Actions);

        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        await bench.StartAsync(entry);
        Assert.False(entry.State.OomKilled);
    }

    [Fact]
    public async Task What_an_earlier_daemon_has_told_is_not_told_again()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        bench.Engine.Inner.Ooms.Writer.TryWrite(new TaskOom(entry.Id, MayBeKnown: true));
        bench.Engine.Inner.Ooms.Writer.TryWrite(new TaskOom(entry.Id, MayBeKnown: true));
        bench.Engine.Inner.Ooms.Writer.TryWrite(new TaskOom("nosuch", MayBeKnown: false));
        bench.Engine.Inner.Ooms.Writer.TryWrite(new TaskOom(entry.Id, MayBeKnown: false));
        await Eventually.TrueAsync(() => bench.Events.Actions.Length == 4, "the first and the last are told");
        Assert.Equal(["create", "start", "oom", "oom"], bench.Events.Actions);
    }

    [Fact]
    public async Task The_kill_that_ends_a_container_is_told_once()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        bench.Engine = new FaultyEngine(bench.Engine.Inner) { Invents = true };
        await bench.RestartDaemonAsync();
        ContainerEntry entry = await bench.RunAsync(command: "true");
        await entry.Task!.WaitAsync(CancellationToken.None);
        bench.Engine.Invent(new ProcessExit(entry.Id, null, 137, DateTimeOffset.UtcNow, OomKilled: true));
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        bench.Engine.Inner.Ooms.Writer.TryWrite(new TaskOom(entry.Id, MayBeKnown: false));
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        Assert.Equal(["create", "start", "oom", "die"], bench.Events.Actions);
    }
}
