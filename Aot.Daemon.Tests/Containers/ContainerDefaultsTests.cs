using Aot.Daemon.Config;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Linux;
using Aot.Daemon.Tests.Engine.Oci;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

/// <summary>What the configuration gives a container that does not say otherwise.</summary>
public sealed class ContainerDefaultsTests
{
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
