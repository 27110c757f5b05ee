using Aot.Daemon.Config;
using Aot.Daemon.Lifetime;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Lifetime;

public sealed class SocketGroupTests
{
    [Fact]
    public void The_default_group_need_not_exist_but_a_named_one_must()
    {
        Assert.Equal(GroupFile.Find("docker"), SocketGroup.Resolve(new DaemonConfig()));
        Assert.Equal(GroupFile.Find("docker"), SocketGroup.Resolve(new DaemonConfig { Group = "docker" }));
        Assert.Equal(0u, SocketGroup.Resolve(new DaemonConfig { Group = "root" }));
        Assert.Null(SocketGroup.Resolve(new DaemonConfig { Group = "" }));
        DaemonException failure = Assert.Throws<DaemonException>(() => SocketGroup.Resolve(new DaemonConfig { Group = "no-such-group" }));
        Assert.Equal("failed to load listeners: group no-such-group not found", failure.Message);
    }
}
