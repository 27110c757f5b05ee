using Aot.Daemon.Containers;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class WaitTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not-running")]
    public async Task Not_running_is_met_at_once_by_what_does_not_run(string? condition)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Assert.Equal(new ContainerExit(0, null), await Wait(bench.Create(), condition));
        Assert.Equal(new ContainerExit(1, null), await Wait(await bench.RunToEndAsync(command: "false"), condition));
    }

    [Theory]
    [InlineData("not-running")]
    [InlineData("next-exit")]
    public async Task The_end_of_a_run_is_waited_for(string condition)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        Task<ContainerExit> wait = Wait(entry, condition);
        Assert.False(wait.IsCompleted);
        await bench.Do.Kill.RunAsync(entry, "c", "TERM", CancellationToken.None);
        Assert.Equal(new ContainerExit(143, null), await wait);
    }

    [Fact]
    public async Task Next_exit_is_that_of_a_run_to_come()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunToEndAsync(command: "sh -c exit 7");
        Task<ContainerExit> wait = Wait(entry, "next-exit");
        Assert.False(wait.IsCompleted);
        await bench.StartAsync(entry);
        Assert.Equal(7, (await wait).Code);
    }

    [Fact]
    public async Task Next_exit_is_met_by_a_removal_which_leaves_none()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        Task<ContainerExit> wait = Wait(entry, "next-exit");
        await bench.Do.Remove.RunAsync(entry, force: false, CancellationToken.None);
        Assert.Equal(new ContainerExit(0, null), await wait);
    }

    [Fact]
    public async Task Removed_is_met_by_no_end_but_the_removal()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync(command: "sh -c exit 7");
        Task<ContainerExit> wait = Wait(entry, "removed");
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        Assert.False(wait.IsCompleted);
        await bench.Do.Remove.RunAsync(entry, force: false, CancellationToken.None);
        Assert.Equal(new ContainerExit(7, null), await wait);
    }

    [Fact]
    public async Task Who_waits_for_what_could_not_start_is_told_why()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create(command: "nosuch");
        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => bench.StartAsync(entry));
        Assert.Equal(new ContainerExit(127, failure.Message), await Wait(entry, null));
    }

    [Fact]
    public async Task A_client_that_goes_ends_its_wait()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        using var gone = new CancellationTokenSource();
        Task<ContainerExit> wait = WaitForContainer.Run(bench.Create(), "removed", gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public async Task Any_other_condition_is_invalid()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => Wait(bench.Create(), "foo"));
        Assert.Equal((ErrorKind.Invalid, "invalid condition: \"foo\""), (refusal.Kind, refusal.Message));
    }

    private static async Task<ContainerExit> Wait(ContainerEntry entry, string? condition) =>
        await WaitForContainer.Run(entry, condition, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
}
