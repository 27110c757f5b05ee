using Aot.Daemon.Containers;
using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class StartTests
{
    [Fact]
    public async Task A_started_container_runs_with_its_rootfs_mounted_and_its_state_on_disk()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync("web");
        Assert.Equal((ContainerStatus.Running, false, ""), (entry.State.Status, entry.State.Starting, entry.State.Error));
        Assert.Equal(entry.Task!.Pid, entry.State.Pid);
        Assert.Equal("hello", File.ReadAllText(Path.Combine(entry.RootfsPath, "etc/motd")));
        Assert.Equal(TestRecords.Text(entry.State), TestRecords.Text(bench.Loader.Load().Entries.Single().State));
        Assert.Equal(["create", "start"], bench.Events.Actions);
    }

    [Fact]
    public async Task The_intent_is_on_disk_before_the_runtime_is_asked()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        ContainerState? atCreation = null;
        bench.Engine.OnCreate = () => atCreation = bench.Loader.Load().Entries.Single().State;
        await bench.StartAsync(entry);
        Assert.Equal((ContainerStatus.Created, true), (atCreation!.Status, atCreation.Starting));
    }

    [Fact]
    public async Task A_start_writes_no_record_anew()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        string record = File.ReadAllText(ContainerStore.RecordPath(entry.Folder));
        DateTime written = File.GetLastWriteTimeUtc(ContainerStore.RecordPath(entry.Folder));
        await bench.StartAsync(entry);
        Assert.Equal(record, File.ReadAllText(ContainerStore.RecordPath(entry.Folder)));
        Assert.Equal(written, File.GetLastWriteTimeUtc(ContainerStore.RecordPath(entry.Folder)));
    }

    [Fact]
    public async Task A_running_container_is_not_started_again()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        IEngineTask? engineTask = entry.Task;
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => bench.StartAsync(entry));
        Assert.Equal(ErrorKind.NotModified, refusal.Kind);
        Assert.Equal((ContainerStatus.Running, ""), (entry.State.Status, entry.State.Error));
        Assert.Same(engineTask, entry.Task);
    }

    [Fact]
    public async Task Of_many_who_start_at_once_one_does()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        Exception?[] outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Record.ExceptionAsync(() => bench.StartAsync(entry))));
        Assert.Single(outcomes, failure => failure is null);
        Assert.Single(bench.Events.Actions, "start");
    }

    [Fact]
    public async Task Attachments_that_waited_are_connected()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        Task<IProcessStream> attachment = entry.Attachments.AttachAsync(new AttachOptions { Stdout = true }, CancellationToken.None);
        await bench.StartAsync(entry);
        await using IProcessStream stream = await attachment.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.NotNull(stream);
    }

    [Fact]
    public async Task A_container_that_ran_is_started_again_with_the_files_that_it_wrote()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create(command: "sh -c exit 7");
        await bench.StartAsync(entry);
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        File.WriteAllText(Path.Combine(entry.Folder, "fs/upper/written"), "kept");
        bench.Engine.Inner.Programs["sh -c exit 7"] = async io =>
        {
            await io.SleepAsync();
            return 0;
        };
        await bench.StartAsync(entry);
        Assert.Equal("kept", File.ReadAllText(Path.Combine(entry.RootfsPath, "written")));
        Assert.Equal(0, entry.State.ExitCode);
    }

    [Fact]
    public async Task No_start_begins_once_the_daemon_stops()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        bench.Do.Start.Close();
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => bench.StartAsync(entry));
        Assert.Equal((ErrorKind.Unavailable, ""), (refusal.Kind, entry.State.Error));
    }

    [Fact]
    public async Task A_mount_that_an_earlier_run_left_does_not_stay_below_the_new_one()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        bench.Images.Snapshots.Mount(entry.Folder, entry.Record.Layers);
        await bench.StartAsync(entry);
        await bench.Do.Stop.KillAsync(entry, byUser: true, CancellationToken.None);
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        Assert.False(bench.IsMounted(entry));
    }
}
