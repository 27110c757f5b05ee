using System.Collections.Immutable;
using Aot.Daemon.Linux;
using Xunit;

namespace Aot.Daemon.Tests.Linux;

public sealed class CgroupMovesTests
{
    [Fact]
    public void Expecting_a_move_allocates_nothing_and_moves_this_process_nowhere()
    {
        var moves = new CgroupMoves(Cgroups.Read());
        string[] before = File.ReadAllLines("/proc/self/cgroup");
        moves.Expect();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        moves.Expect();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - allocated);
        Assert.Equal(before, File.ReadAllLines("/proc/self/cgroup"));
    }

    [Fact]
    public void Without_cgroups_nothing_happens()
    {
        var moves = new CgroupMoves(new Cgroups
        {
            Version = CgroupVersion.None,
            Controllers = [],
            V1Mountpoints = ImmutableDictionary<string, string>.Empty,
        });
        moves.Expect();
    }
}
