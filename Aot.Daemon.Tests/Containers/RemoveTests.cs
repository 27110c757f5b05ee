using Aot.Daemon.Containers;
using Aot.Daemon.Engine;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class RemoveTests
{
    [Fact]
    public async Task Nothing_is_left_of_a_removed_container()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunToEndAsync("web");
        Task<IProcessStream> attachment = entry.Attachments.AttachAsync(new AttachOptions { Stdout = true }, CancellationToken.None);
        await RemoveAsync(bench, entry);
        Assert.Empty(Directory.EnumerateDirectories(bench.Root));
        Assert.Throws<DaemonException>(() => bench.Directory.Find("web"));
        Assert.Equal("destroy", bench.Events.Actions[^1]);
        await Assert.ThrowsAsync<DaemonException>(() => attachment.WaitAsync(TimeSpan.FromSeconds(10)));
        bench.Create("web");
    }

    [Fact]
    public async Task A_running_container_is_removed_by_force_only()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => RemoveAsync(bench, entry));
        Assert.Equal(ErrorKind.Conflict, refusal.Kind);
        await RemoveAsync(bench, entry, force: true);
        Assert.Empty(bench.Directory.All());
        Assert.Empty(bench.Engine.Inner.Tasks);
        Assert.False(bench.IsMounted(entry));
    }

    [Fact]
    public async Task A_start_that_is_under_way_does_not_save_a_container_from_removal_by_force()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        var creation = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.Engine.Hold = creation.Task;
        Task start = bench.StartAsync(entry);
        Task removal = RemoveAsync(bench, entry, force: true);
        creation.SetResult();
        await start;
        await removal;
        Assert.Empty(bench.Directory.All());
        Assert.Empty(bench.Engine.Inner.Tasks);
        Assert.False(bench.IsMounted(entry));
    }

    [Fact]
    public async Task A_container_of_rm_is_removed_once_by_force()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync(host: host => host with { AutoRemove = true });
        await RemoveAsync(bench, entry, force: true);
        Assert.Single(bench.Events.Actions, "destroy");
    }

    [Fact]
    public async Task Of_many_who_remove_one_does_and_the_others_are_told_why_not()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        Exception?[] outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Record.ExceptionAsync(() => RemoveAsync(bench, entry, force: true)))));
        Assert.Single(outcomes, failure => failure is null);
        Assert.All(outcomes.OfType<Exception>(), failure => Assert.True(((DaemonException)failure).Kind is ErrorKind.NotFound or ErrorKind.Conflict));
        Assert.Single(bench.Events.Actions, "destroy");
    }

    [Fact]
    public async Task Whoever_came_too_late_finds_no_such_container()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create("web");
        Task start;
        Task rename;
        using (await entry.Gate.EnterAsync())
        {
            start = bench.StartAsync(entry);
            rename = bench.Do.Rename.RunAsync(entry, "other", CancellationToken.None);
            await bench.Do.Remove.RemoveUnderGateAsync(entry);
        }

        Assert.Equal(ErrorKind.NotFound, (await Assert.ThrowsAsync<DaemonException>(() => start)).Kind);
        Assert.Equal(ErrorKind.NotFound, (await Assert.ThrowsAsync<DaemonException>(() => rename)).Kind);
        bench.Create("other");
        Assert.False(bench.IsMounted(entry));
    }

    [Fact]
    public async Task What_cannot_be_removed_is_dead_and_can_be_removed_later()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create("web");
        Task<ContainerExit> removed = WaitForContainer.Run(entry, "removed", CancellationToken.None);
        string busy = Directory.CreateDirectory(Path.Combine(entry.Folder, "busy")).FullName;
        Mounts.Tmpfs(busy, "size=64k");

        await Assert.ThrowsAsync<DaemonException>(() => RemoveAsync(bench, entry));
        Assert.Equal(ContainerStatus.Dead, entry.State.Status);
        Assert.Contains("could not be removed", (await removed.WaitAsync(TimeSpan.FromSeconds(10))).Error, StringComparison.Ordinal);
        Assert.Equal(ErrorKind.Conflict, (await Assert.ThrowsAsync<DaemonException>(() => bench.StartAsync(entry))).Kind);

        Mounts.Detach(busy);
        removed = WaitForContainer.Run(entry, "removed", CancellationToken.None);
        await RemoveAsync(bench, entry);
        Assert.Equal(new ContainerExit(0, null), await removed.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Empty(Directory.EnumerateDirectories(bench.Root));
    }

    private static Task RemoveAsync(ContainerBench bench, ContainerEntry entry, bool force = false) =>
        bench.Do.Remove.RunAsync(entry, force, CancellationToken.None);
}
