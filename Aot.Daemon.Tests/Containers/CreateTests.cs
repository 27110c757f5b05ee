using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class CreateTests
{
    [Fact]
    public async Task A_created_container_has_the_defaults_of_the_day()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create("web");
        Assert.Equal((ContainerStatus.Created, "web"), (entry.State.Status, entry.Record.Name));
        Assert.Equal(entry.Id[..12], entry.Record.Config.Hostname);
        Assert.Contains(entry.Record.HostConfig.Runtime, (string[])["crun", "runc"]);
        Assert.Equal("json-file", entry.Record.HostConfig.LogConfig!.Type);
        Assert.Equal(("sleep", "1000"), (entry.Record.Path, Assert.Single(entry.Record.Args)));
        Assert.Equal(["create"], bench.Events.Actions);
    }

    [Fact]
    public async Task Without_a_name_one_is_made_up()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        Assert.True(ContainerNames.IsValid(entry.Record.Name));
        Assert.Same(entry, bench.Directory.Find(entry.Record.Name));
    }

    [Fact]
    public async Task A_taken_name_is_a_conflict()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        bench.Create("web");
        Assert.Equal(ErrorKind.Conflict, Refusal(() => bench.Create("/web")).Kind);
        Assert.Single(Directory.EnumerateDirectories(bench.Root));
    }

    [Fact]
    public async Task An_unknown_image_is_told_in_dockerds_words()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        DaemonException refusal = Refusal(() => bench.Create(change: request => request with { Image = "nosuch" }));
        Assert.Equal((ErrorKind.NotFound, "No such image: nosuch:latest"), (refusal.Kind, refusal.Message));
    }

    [Fact]
    public async Task A_stop_signal_that_does_not_exist_is_invalid()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        DaemonException refusal = Refusal(() => bench.Create(change: request => request with { StopSignal = "FOO" }));
        Assert.Equal((ErrorKind.Invalid, "Invalid signal: FOO"), (refusal.Kind, refusal.Message));
    }

    [Fact]
    public async Task Another_container_is_stored_by_its_id()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        string id = bench.Create("db").Id;
        HostConfig host = bench.Create(host: host => host with { NetworkMode = "container:db", IpcMode = "container:/db", PidMode = "container:" + id[..10] }).Record.HostConfig;
        Assert.Equal(("container:" + id, "container:" + id, "container:" + id), (host.NetworkMode, host.IpcMode, host.PidMode));
    }

    [Fact]
    public async Task A_network_may_name_a_container_to_come_and_an_ipc_namespace_may_not()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Assert.Equal("container:later", bench.Create(host: host => host with { NetworkMode = "container:later" }).Record.HostConfig.NetworkMode);
        DaemonException refusal = Refusal(() => bench.Create(host: host => host with { IpcMode = "container:later" }));
        Assert.Equal((ErrorKind.Invalid, "No such container: later"), (refusal.Kind, refusal.Message));
    }

    [Theory]
    [InlineData("linux", true)]
    [InlineData("windows", false)]
    [InlineData("linux/s390x", false)]
    public async Task A_platform_must_be_the_images(string platform, bool matches)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        var request = new ContainerCreateRequest { Image = "app:1", HostConfig = new HostConfig { NetworkMode = "none" } };
        Exception? failure = Record.Exception(() => bench.Do.Create.Run(request, null, platform, bench.Configuration));
        Assert.Equal(matches ? null : ErrorKind.NotFound, (failure as DaemonException)?.Kind);
    }

    [Fact]
    public async Task A_creation_that_fails_leaves_neither_folder_nor_name()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        string away = bench.Root + "-away";
        Directory.Move(bench.Root, away);
        File.WriteAllText(bench.Root, "in the way");
        Assert.Equal(ErrorKind.System, Refusal(() => bench.Create("web")).Kind);
        File.Delete(bench.Root);
        Directory.Move(away, bench.Root);
        Assert.Empty(Directory.EnumerateDirectories(bench.Root));
        Assert.Empty(bench.Directory.All());
        bench.Create("web");
    }

    [Fact]
    public async Task On_a_full_disk_nothing_is_left_but_the_error()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Mounts.Tmpfs(bench.Root, "size=64k,nr_inodes=4");
        DaemonException failure = Refusal(() => bench.Create("web"));
        Assert.Contains("No space left on device", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(bench.Root));
    }

    private static DaemonException Refusal(Action create) => Assert.Throws<DaemonException>(create);
}
