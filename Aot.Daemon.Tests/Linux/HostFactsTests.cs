using Aot.Daemon.Linux;
using Xunit;

namespace Aot.Daemon.Tests.Linux;

public sealed class HostFactsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("aotd-facts-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("0::/system.slice/aotd.service\n")]
    [InlineData("1:name=systemd:/x\n0::/system.slice/aotd.service")]
    public void The_own_cgroup_tells_whether_there_is_a_swap_limit(string own)
    {
        Touch("system.slice/aotd.service/memory.max");
        Assert.False(HostFacts.HasV2SwapLimit(_root, own));

        Touch("system.slice/aotd.service/memory.swap.max");
        Assert.True(HostFacts.HasV2SwapLimit(_root, own));
    }

    [Fact]
    public void In_the_root_cgroup_one_below_it_tells()
    {
        Touch("init.scope/cgroup.procs");
        Touch("system.slice/memory.max");

        Assert.False(HostFacts.HasV2SwapLimit(_root, "0::/\n"));
    }

    [Fact]
    public void Where_no_cgroup_has_memory_files_the_limit_is_taken_to_be_there()
    {
        Touch("init.scope/cgroup.procs");

        Assert.True(HostFacts.HasV2SwapLimit(_root, "0::/init.scope\n"));
        Assert.True(HostFacts.HasV2SwapLimit(_root + "/none", ""));
    }

    private void Touch(string path)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
    }
}
