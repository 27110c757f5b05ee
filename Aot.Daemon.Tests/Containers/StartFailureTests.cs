using Aot.Daemon.Containers;
using Aot.Daemon.Engine;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

/// <summary>Wherever a start fails, nothing of it stays but the reason.</summary>
public sealed class StartFailureTests
{
    [Theory]
    [InlineData("rootfs")]
    [InlineData("files")]
    [InlineData("spec")]
    [InlineData("intent")]
    [InlineData("task")]
    [InlineData("runtime")]
    [InlineData("record")]
    public async Task A_failure_at_any_step_leaves_everything_as_before(string step)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create(host: host => host with { IpcMode = "shareable", NetworkMode = step == "spec" ? "container:nosuch" : "none" });
        Task<IProcessStream> attachment = entry.Attachments.AttachAsync(new AttachOptions { Stdout = true }, CancellationToken.None);
        Break(bench, entry, step);

        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => bench.StartAsync(entry));

        Assert.Equal((ContainerStatus.Created, false, 128, 0), (entry.State.Status, entry.State.Starting, entry.State.ExitCode, entry.State.Pid));
        Assert.Equal(failure.Message, entry.State.Error);
        Assert.Null(entry.Task);
        Assert.Empty(bench.Engine.Inner.Tasks);
        Assert.False(bench.IsMounted(entry));
        Assert.DoesNotContain(SharedMemory.PathOf(entry.Folder), Mounts.FindPoints("tmpfs"));
        await AssertEndsAsync(attachment, failure);
        Assert.Equal(["create"], bench.Events.Actions);
    }

    [Theory]
    [InlineData("rootfs")]
    [InlineData("files")]
    [InlineData("intent")]
    [InlineData("task")]
    [InlineData("runtime")]
    [InlineData("record")]
    public async Task Once_the_reason_is_gone_it_starts(string step)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        Action mend = Break(bench, entry, step);
        await Assert.ThrowsAnyAsync<Exception>(() => bench.StartAsync(entry));
        mend();
        await bench.StartAsync(entry);
        Assert.Equal((ContainerStatus.Running, "", 0), (entry.State.Status, entry.State.Error, entry.State.ExitCode));
        Assert.True(bench.IsMounted(entry));
    }

    [Theory]
    [InlineData("nosuch", 127)]
    [InlineData("/etc/passwd", 126)]
    public async Task A_command_that_cannot_be_run_has_the_shells_exit_code(string command, int exitCode)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create(command: command);
        RuntimeStartException failure = await Assert.ThrowsAsync<RuntimeStartException>(() => bench.StartAsync(entry));
        Assert.Equal((exitCode, failure.Message), (entry.State.ExitCode, entry.State.Error));
        ContainerState stored = bench.Loader.Load().Entries.Single().State;
        Assert.Equal((exitCode, failure.Message, false), (stored.ExitCode, stored.Error, stored.Starting));
    }

    [Fact]
    public async Task A_container_of_rm_is_removed_and_whoever_waits_has_its_exit_code()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create(command: "nosuch", host: host => host with { AutoRemove = true });
        Task<ContainerExit> removed = WaitForContainer.Run(entry, "removed", CancellationToken.None);
        await Assert.ThrowsAsync<RuntimeStartException>(() => bench.StartAsync(entry));
        Assert.Equal(new ContainerExit(127, null), await removed.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Empty(Directory.EnumerateDirectories(bench.Root));
        Assert.Empty(bench.Directory.All());
    }

    [Fact]
    public async Task The_exit_of_an_undone_start_does_not_end_the_next_run()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        bench.Engine = new FaultyEngine(bench.Engine.Inner) { Invents = true };
        await bench.RestartDaemonAsync();
        ContainerEntry entry = bench.Create();
        await bench.StartAsync(entry);
        ContainerEntry other = await bench.RunAsync();
        bench.Engine.Invent(new ProcessExit(entry.Id, null, 137, DateTimeOffset.UtcNow, OomKilled: false));
        bench.Engine.Invent(new ProcessExit(other.Id, null, 0, DateTimeOffset.UtcNow, OomKilled: false));
        await bench.KillDaemonAsync(); // All that was told has been handled.
        Assert.Equal(ContainerStatus.Running, entry.State.Status);
        Assert.NotNull(entry.Task);
    }

    [Fact]
    public async Task On_a_full_disk_the_start_fails_with_its_words_and_the_container_stays_usable()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Mounts.Tmpfs(bench.Root, "size=512k");
        ContainerEntry entry = bench.Create();
        string filler = Path.Combine(bench.Root, "filler");
        using (FileStream file = File.Create(filler))
        {
            Assert.ThrowsAny<IOException>(() => file.Write(new byte[1 << 20]));
        }

        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(() => bench.StartAsync(entry));
        Assert.Contains("No space left on device", failure.Message, StringComparison.Ordinal);
        Assert.Equal(ContainerStatus.Created, Assert.Single(bench.Loader.Load().Entries).State.Status);
        File.Delete(filler);
        await bench.StartAsync(entry);
        Assert.Equal(ContainerStatus.Running, entry.State.Status);
    }

    /// <summary>An attachment that was not connected yet fails as the start did; one that was has come to its end.</summary>
    private static async Task AssertEndsAsync(Task<IProcessStream> attachment, Exception failure)
    {
        if (await Record.ExceptionAsync(() => attachment.WaitAsync(TimeSpan.FromSeconds(10))) is { } told)
        {
            Assert.Same(failure, told);
            return;
        }

        await using IProcessStream stream = await attachment;
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        Assert.Equal(0, await stream.ReadAsync(new byte[1], limit.Token));
    }

    /// <summary>Makes a step fail; gives what mends it.</summary>
    private static Action Break(ContainerBench bench, ContainerEntry entry, string step)
    {
        string upper = Path.Combine(entry.Folder, "fs/upper");
        string hosts = ContainerFiles.HostsPath(entry.Folder);
        switch (step)
        {
            case "rootfs":
                Directory.Move(upper, upper + "-away");
                return () => Directory.Move(upper + "-away", upper);
            case "files":
                Directory.CreateDirectory(hosts);
                return () => Directory.Delete(hosts);
            case "intent":
                bench.RefuseStates();
                return () => bench.AllowStates();
            case "task":
                bench.Engine.CreateFailure = DaemonException.Unavailable("no supervisor");
                return () => bench.Engine.CreateFailure = null;
            case "runtime":
                bench.Engine.Inner.StartFailures.Enqueue(new RuntimeStartException(RuntimeStartFailure.Other, "the runtime is ill"));
                return () => { };
            case "record":
                bench.Engine.OnCreate = () => bench.RefuseStates();
                return () =>
                {
                    bench.Engine.OnCreate = null;
                    bench.AllowStates();
                };
            default:
                return () => { };
        }
    }
}
