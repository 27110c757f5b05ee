using Aot.Daemon.Linux;
using Xunit;

namespace Aot.Daemon.Tests.Linux;

public sealed class CgroupsTests
{
    private const string V1 = """
        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:5 - cgroup cgroup rw,cpu,cpuacct
        35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
        40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd
        """;

    private const string Unified = "\n41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n";

    [Fact]
    public void V1_hierarchies_are_found_by_controller()
    {
        Cgroups cgroups = Read(V1, "");

        Assert.Equal(CgroupVersion.V1, cgroups.Version);
        Assert.Equal(["cpu", "cpuacct", "memory"], cgroups.Controllers.Order(StringComparer.Ordinal));
        Assert.Equal("/sys/fs/cgroup/cpu,cpuacct", cgroups.V1Mountpoints["cpu"]);
        Assert.Null(cgroups.V2Mountpoint);
    }

    [Fact]
    public void A_v2_mount_with_controllers_beside_them_is_hybrid()
    {
        Cgroups cgroups = Read(V1 + Unified, "hugetlb\n");

        Assert.Equal(CgroupVersion.Hybrid, cgroups.Version);
        Assert.False(cgroups.IsUnified);
        Assert.Equal("/sys/fs/cgroup/unified", cgroups.V2Mountpoint);
        Assert.False(cgroups.Has("hugetlb"));
    }

    [Fact]
    public void A_v2_mount_without_controllers_changes_nothing() => Assert.Equal(CgroupVersion.V1, Read(V1 + Unified, "\n").Version);

    [Fact]
    public void V2_alone_is_unified()
    {
        Cgroups cgroups = Read("25 24 0:22 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n", "cpuset cpu io memory pids\n");

        Assert.True(cgroups.IsUnified);
        Assert.True(cgroups.Has("io"));
        Assert.Equal("/sys/fs/cgroup", cgroups.V2Mountpoint);
    }

    [Fact]
    public void A_host_without_any_is_told_apart() => Assert.Equal(CgroupVersion.None, Read("1 0 0:1 / / rw - ext4 /dev/vda rw\n", "").Version);

    [Fact]
    public void This_host_can_be_read()
    {
        HostFacts facts = HostFacts.Read();

        Assert.NotEqual(CgroupVersion.None, facts.Cgroups.Version);
        Assert.True(facts.CpuCount > 0);
        Assert.True(facts.Kernel.Major >= 4);
        Assert.NotEqual(0ul, facts.Capabilities);
        Assert.True(CpuList.TryParse(facts.Cpus, out HashSet<int> cpus));
        Assert.Contains(0, cpus);
    }

    [Theory]
    [InlineData("6.1.0-18-amd64", 6, 1)]
    [InlineData("6.18.44-fc-v595", 6, 18)]
    [InlineData("5.10+", 5, 10)]
    [InlineData("odd", 0, 0)]
    public void Kernel_versions_are_read(string release, int major, int minor) =>
        Assert.Equal(new Version(major, minor), HostFacts.KernelVersion(release));

    [Theory]
    [InlineData("0-2,5", new[] { 0, 1, 2, 5 })]
    [InlineData("", new int[0])]
    [InlineData("7", new[] { 7 })]
    public void CPU_lists_are_read(string text, int[] numbers)
    {
        Assert.True(CpuList.TryParse(text, out HashSet<int> found));
        Assert.Equal(numbers, found.Order());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("1-")]
    [InlineData("2-1")]
    [InlineData("1,,2")]
    [InlineData("-1")]
    [InlineData("0-4000000000")]
    public void What_is_no_CPU_list_is_refused(string text) => Assert.False(CpuList.TryParse(text, out _));

    private static Cgroups Read(string mountinfo, string controllers) =>
        Cgroups.Read("mountinfo", path => path == "mountinfo" ? mountinfo : controllers);
}
