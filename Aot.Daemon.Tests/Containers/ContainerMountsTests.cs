using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class ContainerMountsTests
{
    [Fact]
    public void Binds_and_mounts_are_told_and_tmpfs_options_are_not()
    {
        MountPoint[] mounts = Describe(new HostConfig
        {
            Binds = ["/tmp:/a/", "/etc:/b:ro,z"],
            Mounts = [new MountSpec { Type = "tmpfs", Target = "/t" }, new MountSpec { Type = "bind", Source = "/gone/away", Target = "/m", ReadOnly = true }],
            Tmpfs = new() { ["/tt"] = "" },
        });
        Assert.Equal(
            [
                new MountPoint { Type = "bind", Source = "/tmp", Destination = "/a", Mode = "", RW = true, Propagation = "rprivate" },
                new MountPoint { Type = "bind", Source = "/etc", Destination = "/b", Mode = "ro,z", RW = false, Propagation = "rprivate" },
                new MountPoint { Type = "tmpfs", Source = "", Destination = "/t", Mode = "", RW = true, Propagation = "" },
                new MountPoint { Type = "bind", Source = "/gone/away", Destination = "/m", Mode = "", RW = false, Propagation = "rprivate" },
            ],
            mounts);
    }

    [Fact]
    public void A_record_that_cannot_be_understood_is_listed_without_mounts() => Assert.Empty(Describe(new HostConfig { Binds = [":::::"] }));

    private static MountPoint[] Describe(HostConfig host) => ContainerMounts.Describe(TestRecords.Create(new string('a', 64), "c1") with { HostConfig = host });
}
