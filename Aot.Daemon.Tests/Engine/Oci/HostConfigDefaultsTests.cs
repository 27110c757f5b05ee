using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Linux;
using Xunit;

namespace Aot.Daemon.Tests.Engine.Oci;

public sealed class HostConfigDefaultsTests
{
    private static readonly HostFacts Poor = SpecFixture.SomeHost with
    {
        Cgroups = SpecFixture.SomeHost.Cgroups with { Controllers = [] },
        SwapLimit = false,
        Swappiness = false,
        OomKillDisable = false,
        KernelMemory = false,
        BlkioWeight = false,
        BlkioWeightDevice = false,
    };

    private readonly List<string> _warnings = [];

    [Fact]
    public void What_is_left_open_is_filled_in_as_dockerd_does()
    {
        HostConfig result = Apply(new HostConfig());

        Assert.Equal(64 << 20, result.ShmSize);
        Assert.Equal("private", result.IpcMode);
        Assert.Equal("host", result.CgroupnsMode);
        Assert.False(result.OomKillDisable);
        Assert.Contains("/proc/kcore", result.MaskedPaths!);
        Assert.Contains("/proc/sys", result.ReadonlyPaths!);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void On_cgroup_v2_the_cgroup_namespace_is_private() =>
        Assert.Equal(
            "private",
            Apply(new HostConfig(), SpecFixture.SomeHost with { Cgroups = SpecFixture.SomeHost.Cgroups with { Version = CgroupVersion.V2 } }).CgroupnsMode);

    [Fact]
    public void What_was_given_stays()
    {
        var given = new HostConfig { ShmSize = 5, IpcMode = "host", CgroupnsMode = "private", MaskedPaths = [], ReadonlyPaths = [], OomKillDisable = true, Memory = 64 << 20 };
        HostConfig result = Apply(given);

        Assert.Equal((5L, "host", "private"), (result.ShmSize, result.IpcMode, result.CgroupnsMode));
        Assert.Empty(result.MaskedPaths!);
        Assert.True(result.OomKillDisable);
    }

    [Theory]
    [InlineData(100, 0, 200)]
    [InlineData(100, -1, -1)]
    [InlineData(100, 100, 100)]
    [InlineData(0, 0, 0)]
    public void Swap_is_twice_the_memory_unless_given(long memory, long swap, long expected) =>
        Assert.Equal(expected, Apply(new HostConfig { Memory = memory, MemorySwap = swap }).MemorySwap);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(0, 0)]
    [InlineData(1 << 20, 262144)]
    public void CPU_shares_are_kept_in_the_kernel_s_range(long given, long expected) =>
        Assert.Equal(expected, Apply(new HostConfig { CpuShares = given }).CpuShares);

    [Fact]
    public void What_the_host_cannot_do_is_dropped_with_a_warning()
    {
        HostConfig result = Apply(
            new HostConfig
            {
                Memory = 64 << 20,
                MemoryReservation = 32 << 20,
                MemorySwappiness = 5,
                OomKillDisable = true,
                PidsLimit = 5,
                CpuShares = 5,
                CpuPeriod = 5000,
                CpusetCpus = "0",
                BlkioWeight = 100,
                BlkioWeightDevice = [new WeightDevice()],
                BlkioDeviceReadBps = [new ThrottleDevice()],
                KernelMemory = 64 << 20,
            },
            Poor);

        Assert.Equal((0L, -1L, 0L), (result.Memory, result.MemorySwap, result.MemoryReservation));
        Assert.Null(result.MemorySwappiness);
        Assert.Null(result.OomKillDisable);
        Assert.Null(result.PidsLimit);
        Assert.Equal((0L, 0L, ""), (result.CpuShares, result.CpuPeriod, result.CpusetCpus));
        Assert.Equal(0, result.BlkioWeight);
        Assert.Empty(result.BlkioWeightDevice!);
        Assert.Empty(result.BlkioDeviceReadBps!);
        Assert.Equal(12, _warnings.Count);
        Assert.Contains("Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.", _warnings);
    }

    [Fact]
    public void Disabling_the_OOM_killer_without_a_limit_is_warned_of()
    {
        Apply(new HostConfig { OomKillDisable = true });

        Assert.Equal(
            ["OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources."],
            _warnings);
    }

    private HostConfig Apply(HostConfig hostConfig, HostFacts? facts = null) =>
        HostConfigDefaults.Apply(hostConfig, SpecDefaults.Dockerd, facts ?? SpecFixture.SomeHost, _warnings);
}
