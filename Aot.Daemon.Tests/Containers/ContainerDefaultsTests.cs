using Aot.Daemon.Config;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Linux;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class ContainerDefaultsTests
{
    private static readonly string Id = new('b', 64);

    [Fact]
    public void What_nobody_asked_for_is_as_configured()
    {
        HostConfig host = ContainerDefaults.Apply(new HostConfig(), new DaemonConfig { DefaultShmSize = 4096, LogDriver = "none" }, HostFacts.Read(), []);
        Assert.Equal((4096L, "none", "no", "default"), (host.ShmSize, host.LogConfig!.Type, host.RestartPolicy!.Name, host.NetworkMode));
        Assert.Equal([0, 0], host.ConsoleSize!);
    }

    [Fact]
    public void A_log_driver_of_its_own_takes_no_options_of_the_daemons()
    {
        var config = new DaemonConfig { LogOptions = new DaemonConfig().LogOptions.Add("max-size", "1m") };
        var own = new HostConfig { LogConfig = new LogConfig { Type = "json-file" } };
        Assert.Empty(ContainerDefaults.Apply(own, config, HostFacts.Read(), []).LogConfig!.Config!);
        Assert.Equal("1m", ContainerDefaults.Apply(new HostConfig(), config, HostFacts.Read(), []).LogConfig!.Config!["max-size"]);
    }

    [Fact]
    public void The_configured_limits_and_cgroup_reach_the_spec()
    {
        var config = new DaemonConfig { CgroupParent = "/edge", Init = true, DefaultUlimits = new DaemonConfig().DefaultUlimits.Add("nofile", new UlimitConfig("nofile", 1, 2)) };
        SpecDefaults defaults = ContainerDefaults.OfSpec(config);
        Assert.Equal(("/edge", true), (defaults.CgroupParent, defaults.Init));
        Assert.Equal(("nofile", 1L, 2L), (defaults.Ulimits[0].Name, defaults.Ulimits[0].Soft, defaults.Ulimits[0].Hard));
    }

    [Theory]
    [InlineData("none", "", "bbbbbbbbbbbb")]
    [InlineData("host", "", null)]
    [InlineData("none", "host", null)]
    public void The_name_of_a_container_is_its_id_or_with_the_hosts_network_or_names_the_hosts(string network, string uts, string? name)
    {
        ContainerConfig config = ContainerDefaults.ApplyHostname(new ContainerConfig(), new HostConfig { NetworkMode = network, UTSMode = uts }, Id);
        Assert.Equal(name ?? File.ReadAllText("/proc/sys/kernel/hostname").Trim(), config.Hostname);
    }

    [Fact]
    public void A_name_that_was_asked_for_stays() =>
        Assert.Equal("web", ContainerDefaults.ApplyHostname(new ContainerConfig { Hostname = "web" }, new HostConfig { NetworkMode = "host" }, Id).Hostname);
}
