using Aot.Daemon.Containers;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class KillTests
{
    [Theory]
    [InlineData(null, 137)]
    [InlineData("", 137)]
    [InlineData("9", 137)]
    [InlineData("SIGKILL", 137)]
    [InlineData("term", 143)]
    [InlineData("RTMIN+3", 128 + 37)]
    public async Task A_signal_is_a_name_or_a_number(string? signal, int exitCode)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        await bench.Do.Kill.RunAsync(entry, "c", signal, CancellationToken.None);
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        Assert.Equal(exitCode, entry.State.ExitCode);
    }

    [Fact]
    public async Task Once_SIGKILL_is_answered_the_container_has_ended()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        await bench.Do.Kill.RunAsync(entry, "c", null, CancellationToken.None);
        Assert.Equal(ContainerStatus.Exited, entry.State.Status);
    }

    [Theory]
    [InlineData("KILL", true)]
    [InlineData("TERM", true)]
    [InlineData("HUP", false)]
    public async Task Only_signals_that_mean_the_end_are_a_stop_by_the_user(string signal, bool isStop)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        bench.Engine.IsStubborn = true;
        ContainerEntry entry = await bench.RunAsync();
        await bench.Do.Kill.RunAsync(entry, "c", signal, CancellationToken.None);
        Assert.Equal(isStop, entry.State.StoppedByUser);
    }

    [Theory]
    [InlineData("FOO")]
    [InlineData("0")]
    [InlineData("9x")]
    public async Task An_unknown_signal_is_invalid(string signal)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => bench.Do.Kill.RunAsync(entry, "c", signal, CancellationToken.None));
        Assert.Equal((ErrorKind.Invalid, "Invalid signal: " + signal), (refusal.Kind, refusal.Message));
    }

    [Theory]
    [InlineData("65", "65")]
    [InlineData("32", "32")]
    [InlineData("-1", "18446744073709551615")]
    public async Task A_number_that_is_no_signal_is_not_supported(string signal, string told)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => bench.Do.Kill.RunAsync(entry, "c", signal, CancellationToken.None));
        Assert.Equal((ErrorKind.System, $"Cannot kill container: c: The linux daemon does not support signal {told}"), (refusal.Kind, refusal.Message));
    }

    [Fact]
    public async Task What_does_not_run_is_named_as_the_client_named_it()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create("web");
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => bench.Do.Kill.RunAsync(entry, "we", null, CancellationToken.None));
        Assert.Equal((ErrorKind.Conflict, $"Cannot kill container: we: Container {entry.Id} is not running"), (refusal.Kind, refusal.Message));
    }
}
