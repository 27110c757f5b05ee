using Aot.Daemon.Config;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Linux;
using Aot.Daemon.Tests.Engine.Oci;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

/// <summary>What the configuration gives a container that does not say otherwise.</summary>
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

    private static readonly HostFacts V2 = SpecFixture.SomeHost with { Cgroups = SpecFixture.SomeHost.Cgroups with { Version = CgroupVersion.V2 } };

    [Fact]
    public void The_ipc_mode_is_the_configured_one_unless_the_container_says_one()
    {
        DaemonConfig shareable = new() { DefaultIpcMode = "shareable" };
        Assert.Equal("shareable", Apply(new HostConfig(), shareable).IpcMode);
        Assert.Equal("none", Apply(new HostConfig { IpcMode = "none" }, shareable).IpcMode);
    }

    [Theory]
    [InlineData("", false, false, "host")]
    [InlineData("private", false, false, "private")]
    [InlineData("private", false, true, "host")]
    [InlineData("", true, false, "private")]
    [InlineData("host", true, false, "host")]
    [InlineData("private", true, true, "private")]
    public void The_cgroup_namespace_is_the_configured_one_but_for_the_privileged_on_v1(string configured, bool isV2, bool isPrivileged, string mode)
    {
        DaemonConfig config = new() { DefaultCgroupnsMode = configured };
        Assert.Equal(mode, Apply(new HostConfig { Privileged = isPrivileged }, config, isV2 ? V2 : SpecFixture.SomeHost).CgroupnsMode);
    }

    [Fact]
    public void No_new_privileges_goes_into_the_record_unless_the_container_says_otherwise()
    {
        DaemonConfig config = new() { NoNewPrivileges = true };
        Assert.Equal(["no-new-privileges"], Apply(new HostConfig(), config).SecurityOpt!);
        Assert.Equal(["seccomp=unconfined", "no-new-privileges"], Apply(new HostConfig { SecurityOpt = ["seccomp=unconfined"] }, config).SecurityOpt!);
        Assert.Equal(["no-new-privileges:false"], Apply(new HostConfig { SecurityOpt = ["no-new-privileges:false"] }, config).SecurityOpt!);
        Assert.Null(Apply(new HostConfig(), new DaemonConfig()).SecurityOpt);
    }

    private static HostConfig Apply(HostConfig asked, DaemonConfig config, HostFacts? host = null) =>
        ContainerDefaults.Apply(asked, config, host ?? SpecFixture.SomeHost, []);
}
