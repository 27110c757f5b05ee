using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Engine.Oci;

/// <summary>On a mount of the test's own, private or shared as it needs.</summary>
public sealed class MountPropagationTests : IDisposable
{
    private const string DataRoot = "/var/lib/aotd";

    private readonly TemporaryFolder _folder = new();

    public MountPropagationTests()
    {
        Mounts.Tmpfs(_folder.Path, "size=65536");
        Become(Mount.Private);
    }

    public void Dispose()
    {
        Mounts.Detach(_folder.Path);
        _folder.Dispose();
    }

    [Theory]
    [InlineData("private")]
    [InlineData("rprivate")]
    public void A_private_bind_needs_nothing_of_the_root(string propagation)
    {
        string? root = null;

        Assert.Equal(propagation, MountPropagation.Of(Bind(propagation), DataRoot, ref root));
        Assert.Null(root);
    }

    [Theory]
    [InlineData("shared", "shared")]
    [InlineData("rshared", "shared")]
    [InlineData("slave", "rslave")]
    [InlineData("rslave", "rslave")]
    public void Of_a_shared_mount_the_root_takes_what_the_bind_needs(string propagation, string expected)
    {
        Become(Mount.Shared);
        string? root = null;

        Assert.Equal(propagation, MountPropagation.Of(Bind(propagation), DataRoot, ref root));
        Assert.Equal(expected, root);
    }

    [Fact]
    public void A_mount_that_is_not_shared_cannot_be_bound_shared_or_slave()
    {
        string? root = null;

        Assert.Equal(
            $"path {_folder.Path} is mounted on {_folder.Path} but it is not a shared mount",
            Assert.Throws<DaemonException>(() => MountPropagation.Of(Bind("rshared"), DataRoot, ref root)).Message);
        Assert.Equal(
            $"path {_folder.Path} is mounted on {_folder.Path} but it is not a shared or slave mount",
            Assert.Throws<DaemonException>(() => MountPropagation.Of(Bind("slave"), DataRoot, ref root)).Message);
    }

    [Fact]
    public void A_bind_that_holds_the_daemon_s_folder_lets_go_of_its_mounts_where_it_can()
    {
        string dataRoot = _folder.File("data");
        PlannedMount bind = BindMount.Parse($"{_folder.Path}:/x");
        string? root = null;

        Assert.Equal("rprivate", MountPropagation.Of(bind, dataRoot, ref root));
        Assert.Null(root);
        Become(Mount.Shared);
        Assert.Equal("rprivate", MountPropagation.Of(Bind("rprivate"), dataRoot, ref root));
        Assert.Equal("rprivate", MountPropagation.Of(bind, DataRoot, ref root));
        Assert.Equal("rslave", MountPropagation.Of(bind, dataRoot, ref root));
        Assert.Equal("rslave", root);
    }

    private void Become(ulong propagation) => Assert.Equal(0, Mount.Call(null, _folder.Path, null, propagation, null));

    private PlannedMount Bind(string propagation) => BindMount.Parse($"{_folder.Path}:/x:{propagation}");
}
