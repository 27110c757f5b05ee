using System.Net;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>`docker update`: limits of running containers, and what is kept of them.</summary>
public abstract class UpdateScenarios(DaemonFixture fixture, ITestOutputHelper output) : DaemonScenarios(fixture, output)
{
    [Fact]
    public async Task Limits_of_a_running_container_change_at_once_and_stay()
    {
        string name = await RunIdle("--memory", "64m");
        Assert.Equal(name, (await Docker("update", "--cpu-shares", "77", "--pids-limit", "50", "--cpuset-cpus", "0", "--memory", "48m", "--memory-swap", "96m", name)).Ok().Trimmed);
        Assert.Equal("77 50 0 50331648 100663296", await Inspect(name, "{{.HostConfig.CpuShares}} {{.HostConfig.PidsLimit}} {{.HostConfig.CpusetCpus}} {{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}"));
        await HasAsync();
        (await Docker("update", "--cpus", "0.5", name)).Ok();
        Assert.Equal("500000000", await Inspect(name, "{{.HostConfig.NanoCpus}}"));
        (await Docker("restart", "-t", "0", name)).Ok();
        await HasAsync();

        async Task HasAsync()
        {
            int pid = int.Parse(await Inspect(name, "{{.State.Pid}}"));
            Assert.Equal("50331648", Limit(pid, "memory", "memory.limit_in_bytes", "memory.max"));
            Assert.Equal("50", Limit(pid, "pids", "pids.max", "pids.max"));
            Assert.Equal("0", Limit(pid, "cpuset", "cpuset.cpus", "cpuset.cpus"));
        }
    }

    [Fact]
    public async Task Limits_can_be_taken_away_again()
    {
        string name = await RunIdle("--pids-limit", "50", "--memory", "64m");
        (await Docker("update", "--pids-limit", "-1", "--memory-swap", "-1", name)).Ok();
        int pid = int.Parse(await Inspect(name, "{{.State.Pid}}"));
        string limit = Limit(pid, "pids", "pids.max", "pids.max");
        Assert.True(limit == "max" || long.Parse(limit) > 4_000_000, limit);
    }

    [Fact]
    public async Task A_paused_and_a_stopped_container_are_updated_as_well()
    {
        string name = await RunIdle();
        (await Docker("pause", name)).Ok();
        (await Docker("update", "--pids-limit", "40", name)).Ok();
        Assert.Equal("paused", await Inspect(name, "{{.State.Status}}"));
        Assert.Equal("40", Limit(int.Parse(await Inspect(name, "{{.State.Pid}}")), "pids", "pids.max", "pids.max"));
        (await Docker("kill", name)).Ok();
        (await Docker("update", "--pids-limit", "41", "--restart", "on-failure:3", name)).Ok();
        Assert.Equal("41 on-failure 3", await Inspect(name, "{{.HostConfig.PidsLimit}} {{.HostConfig.RestartPolicy.Name}} {{.HostConfig.RestartPolicy.MaximumRetryCount}}"));
    }

    [Theory]
    [InlineData("""{"Memory":1000}""", 400, "Minimum memory limit allowed is 6MB")]
    [InlineData("""{"Memory":204857600}""", 409, "update the memoryswap at the same time")]
    [InlineData("""{"CpuPeriod":10}""", 400, "CPU cfs period can not be less than 1ms")]
    [InlineData("""{"CpuQuota":20000}""", 409, "CPU Quota cannot be updated as NanoCPUs has already been set")]
    [InlineData("""{"CpusetCpus":"777"}""", 400, "Requested CPUs are not available")]
    [InlineData("""{"RestartPolicy":{"Name":"always","MaximumRetryCount":3}}""", 400, "maximum retry count cannot be used with restart policy 'always'")]
    [InlineData("""{"RestartPolicy":{"Name":"bogus"}}""", 400, "invalid restart policy 'bogus'")]
    [InlineData("""{"RestartPolicy":{"Name":"always"}}""", 409, "Restart policy cannot be updated because AutoRemove is enabled for the container")]
    [InlineData("""{"MemorySwap":100}""", 500, "Cannot update container")]
    [InlineData("{}", 200, null)]
    public async Task A_request_is_answered(string json, int status, string? words)
    {
        string name = await RunIdle("--rm", "--memory", "64m", "--cpus", "0.5");
        const string limits = "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.CpuPeriod}} {{.HostConfig.CpuQuota}} {{.HostConfig.RestartPolicy.Name}}";
        string before = await Inspect(name, limits);
        ApiResponse answer = await Daemon.Api.PostAsync($"/containers/{name}/update", json);
        Assert.Equal(status, (int)answer.Status);
        if (words is not null)
        {
            Assert.Contains(words, answer.Message, StringComparison.Ordinal);
        }

        Assert.Equal(before, await Inspect(name, limits));
        Assert.Equal("67108864", Limit(int.Parse(await Inspect(name, "{{.State.Pid}}")), "memory", "memory.limit_in_bytes", "memory.max"));
    }

    [Fact]
    public async Task Updates_of_what_is_not_there_and_their_events()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await Daemon.Api.PostAsync("/containers/nosuch/update", "{}")).Status);
        string name = NewName();
        (await Docker("create", "--name", name, "--network", "none", TestImage.Plain)).Ok();
        (await Docker("update", "--cpu-shares", "5", name)).Ok();
        Assert.Equal(["create " + name, "update " + name], await EventsOf(name, "{{.Action}} {{.Actor.Attributes.name}}"));
    }

    /// <summary>A limit that the kernel holds a process to.</summary>
    private static string Limit(int pid, string controller, string version1, string version2)
    {
        foreach (string line in File.ReadLines($"/proc/{pid}/cgroup"))
        {
            // cgroups(7): hierarchy-id:controllers:path.
            string[] parts = line.Split(':', 3);
            if (parts[1].Split(',').Contains(controller))
            {
                return File.ReadAllText($"/sys/fs/cgroup/{controller}{parts[2]}/{version1}").Trim();
            }
        }

        string unified = File.ReadLines($"/proc/{pid}/cgroup").Single(line => line.StartsWith("0::", StringComparison.Ordinal))[3..];
        return File.ReadAllText($"/sys/fs/cgroup{unified}/{version2}").Trim();
    }
}
