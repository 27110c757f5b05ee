using System.Text;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Aot.Daemon.Tests.Engine;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class UpdateTests
{
    private const long Megabyte = 1024 * 1024;

    [Fact]
    public async Task A_container_that_does_not_run_has_its_record_changed_and_no_more()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        Assert.Null((await UpdateAsync(bench, entry, new HostConfig { CpuShares = 77, PidsLimit = 5, RestartPolicy = new RestartPolicy { Name = "on-failure", MaximumRetryCount = 3 } })).Warnings);
        Assert.Empty(bench.Engine.Inner.Tasks);
        Assert.Equal(["create", "update"], bench.Events.Actions);

        await bench.RestartDaemonAsync();
        HostConfig read = bench.Directory.Find(entry.Id).Record.HostConfig;
        Assert.Equal((77L, 5L, new RestartPolicy { Name = "on-failure", MaximumRetryCount = 3 }, "none"), (read.CpuShares, read.PidsLimit!.Value, read.RestartPolicy, read.NetworkMode));
    }

    [Fact]
    public async Task A_running_container_has_its_limits_changed_too()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync(host: host => host with { CpuShares = 100 });
        await UpdateAsync(bench, entry, new HostConfig { CpuShares = 77 });
        Assert.Equal("""{"memory":{},"cpu":{"shares":77}}""", Assert.Single(Updates(bench)));
        Assert.Equal(77, entry.Record.HostConfig.CpuShares);
    }

    [Fact]
    public async Task A_restart_policy_alone_is_no_matter_of_the_engine()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        await UpdateAsync(bench, entry, new HostConfig { RestartPolicy = new RestartPolicy { Name = "always" } });
        Assert.Empty(Updates(bench));
        Assert.Equal("always", entry.Record.HostConfig.RestartPolicy!.Name);
    }

    [Fact]
    public async Task What_the_runtime_refuses_is_set_back_and_leaves_the_record()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync(host: host => host with { PidsLimit = 9 });
        bench.Engine.Inner.ControlFailures.Enqueue(DaemonException.System("device or resource busy"));
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(() => UpdateAsync(bench, entry, new HostConfig { CpuShares = 77, PidsLimit = 5 }));
        Assert.Equal((ErrorKind.System, $"Cannot update container {entry.Id}: device or resource busy"), (failure.Kind, failure.Message));
        Assert.Equal("""{"memory":{},"cpu":{"shares":1024},"pids":{"limit":9}}""", Assert.Single(Updates(bench)));
        Assert.Equal((0L, 9L), (entry.Record.HostConfig.CpuShares, entry.Record.HostConfig.PidsLimit!.Value));
        Assert.Equal(["create", "start"], bench.Events.Actions);
    }

    [Theory]
    [InlineData(0, "You should always set the Memory limit when using Memoryswap limit, see usage")]
    [InlineData(128, "Minimum memoryswap limit should be larger than memory limit, see usage")]
    public async Task A_limit_of_swap_needs_one_of_memory_that_is_not_above_it(long megabytes, string message)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync(host: host => host with { Memory = megabytes * Megabyte, MemorySwap = 2 * megabytes * Megabyte });
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(() => UpdateAsync(bench, entry, new HostConfig { MemorySwap = 64 * Megabyte }));
        Assert.Equal((ErrorKind.System, $"Cannot update container {entry.Id}: {message}"), (failure.Kind, failure.Message));
        Assert.Empty(Updates(bench));
        Assert.Equal(2 * megabytes * Megabyte, entry.Record.HostConfig.MemorySwap);
    }

    [Fact]
    public async Task A_record_that_cannot_be_written_sets_the_limits_back()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        Directory.CreateDirectory(Path.Combine(entry.Folder, "record.json.tmp", "in-the-way"));
        await Assert.ThrowsAsync<DaemonException>(() => UpdateAsync(bench, entry, new HostConfig { CpuShares = 77 }));
        Directory.Delete(Path.Combine(entry.Folder, "record.json.tmp"), recursive: true);
        Assert.Equal(["""{"memory":{},"cpu":{"shares":77}}""", """{"memory":{},"cpu":{"shares":1024}}"""], Updates(bench));
        Assert.Equal(0, entry.Record.HostConfig.CpuShares);
    }

    [Theory]
    [InlineData("always", 3, "maximum retry count cannot be used with restart policy 'always'")]
    [InlineData("no", 3, "maximum retry count cannot be used with restart policy 'no'")]
    [InlineData("on-failure", -3, "maximum retry count cannot be negative")]
    [InlineData("bogus", 0, "invalid restart policy 'bogus'")]
    public async Task A_policy_is_checked(string name, int retries, string message)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        HostConfig request = new() { RestartPolicy = new RestartPolicy { Name = name, MaximumRetryCount = retries } };
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => UpdateAsync(bench, bench.Create(), request));
        Assert.Equal((ErrorKind.Invalid, message), (refusal.Kind, refusal.Message));
    }

    [Fact]
    public void Options_that_conflict_with_what_is_set_are_refused()
    {
        Refused("Conflicting options: Nano CPUs cannot be updated as CPU Period has already been set", new() { CpuPeriod = 1000 }, new() { NanoCpus = 1 });
        Refused("Conflicting options: Nano CPUs cannot be updated as CPU Quota has already been set", new() { CpuQuota = 1000 }, new() { NanoCpus = 1 });
        Refused("Conflicting options: CPU Period cannot be updated as NanoCPUs has already been set", new() { NanoCpus = 1 }, new() { CpuPeriod = 1000 });
        Refused("Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set", new() { NanoCpus = 1 }, new() { CpuQuota = 1000 });
        const string swap = "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time";
        Refused(swap, new(), new() { Memory = 100 * Megabyte });
        Refused(swap, new() { MemorySwap = -1 }, new() { Memory = 100 * Megabyte });
        Refused(
            "Restart policy cannot be updated because AutoRemove is enabled for the container", new() { AutoRemove = true }, new() { RestartPolicy = new() { Name = "always" } });
        Assert.Equal("no", ResourceMerge.Apply(new() { AutoRemove = true }, new() { RestartPolicy = new() { Name = "no" } }).RestartPolicy!.Name);
        Assert.Equal(50 * Megabyte, ResourceMerge.Apply(new() { MemorySwap = 60 * Megabyte }, new() { Memory = 50 * Megabyte }).Memory);

        static void Refused(string message, HostConfig present, HostConfig asked)
        {
            DaemonException refusal = Assert.Throws<DaemonException>(() => ResourceMerge.Apply(present, asked));
            Assert.Equal((ErrorKind.Conflict, message), (refusal.Kind, refusal.Message));
        }
    }

    [Fact]
    public void Only_what_is_asked_for_is_written_and_no_limit_is_one_that_does_not_limit()
    {
        HostFacts facts = HostFacts.Read() with { SwapLimit = true };
        HostConfig all = new()
        {
            Memory = 1,
            MemorySwap = 2,
            MemoryReservation = 3,
            CpuShares = 4,
            CpuQuota = 5,
            PidsLimit = 6,
            CpusetCpus = "0",
            CpusetMems = "0",
            BlkioWeight = 7,
        };
        Assert.Equal("""{"memory":{},"cpu":{}}""", Text(new HostConfig(), all));
        Assert.Equal(
            """{"memory":{"limit":1,"swap":2,"reservation":3},"cpu":{"shares":4,"period":100000,"quota":5,"cpus":"0","mems":"0"},"pids":{"limit":6},"blockIO":{"weight":7}}""",
            Text(all, all));
        string none = facts.Cgroups.IsUnified ? "1" : "-1";
        Assert.Equal(
            $$$"""{"memory":{"limit":-1,"swap":-1,"reservation":{{{none}}}},"cpu":{"shares":1024,"period":100000,"quota":-1,"cpus":"{{{facts.Cpus}}}","mems":"{{{facts.Mems}}}"},"pids":{"limit":4194304},"blockIO":{"weight":100}}""",
            Text(all, new HostConfig()));
        Assert.Equal("""{"memory":{},"cpu":{"period":100000,"quota":150000}}""", Text(new() { NanoCpus = 1 }, new() { NanoCpus = 1_500_000_000 }));
        Assert.Equal("""{"memory":{"limit":1,"swap":-1},"cpu":{}}""", Text(new() { MemorySwap = -1 }, all with { MemorySwap = -1 }));

        string Text(HostConfig asked, HostConfig values) => Encoding.UTF8.GetString(ResourceUpdate.Write(asked, values, facts).Span);
    }

    private static Task<ContainerUpdateResponse> UpdateAsync(ContainerBench bench, ContainerEntry entry, HostConfig request) =>
        bench.Do.Update.RunAsync(entry, request, CancellationToken.None);

    private static string[] Updates(ContainerBench bench) => [.. bench.Engine.Inner.Tasks.Single().Updates];
}
