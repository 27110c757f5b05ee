using Aot.Daemon.Linux;
using Aot.Daemon.Networks.Dataplane;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Networks.Dataplane;

public sealed class NetworkNamespacesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly NetworkNamespaces _namespaces;

    public NetworkNamespacesTests() => _namespaces = new NetworkNamespaces(_folder.File("run/netns"));

    [Fact]
    public void A_namespace_is_pinned_with_loopback_up_and_can_be_entered()
    {
        using Sandbox made = _namespaces.Create("one");
        made.Dispose();
        using Sandbox opened = _namespaces.Open("one");

        Assert.Equal(_namespaces.PathOf("one"), opened.Path);
        Assert.True(opened.Routes.FindLink("lo")!.IsUp);
        Assert.NotEqual(Own(), NetworkNamespace.Run(opened.Path, Own));
        Assert.Equal(["one"], _namespaces.List().AsEnumerable());
        _namespaces.Delete("one");
    }

    [Fact]
    public void A_deleted_namespace_leaves_neither_file_nor_mount()
    {
        using Sandbox made = _namespaces.Create("one");

        _namespaces.Delete("one");
        _namespaces.Delete("one");

        Assert.Empty(_namespaces.List());
        Assert.DoesNotContain(_folder.Path, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
        Assert.Throws<DaemonException>(() => _namespaces.Open("one"));
    }

    [Fact]
    public void What_a_crash_left_under_the_id_is_replaced()
    {
        using Sandbox before = _namespaces.Create("one");
        string old = NetworkNamespace.Run(before.Namespace, Own);

        using Sandbox after = _namespaces.Create("one");

        Assert.NotEqual(old, NetworkNamespace.Run(_namespaces.PathOf("one"), Own));
        _namespaces.Delete("one");
        Assert.Empty(_namespaces.List());
    }

    [Fact]
    public void A_file_that_pins_nothing_is_listed_and_deleted_but_not_opened()
    {
        Directory.CreateDirectory(_folder.File("run/netns"));
        File.WriteAllText(_namespaces.PathOf("half"), "");

        Assert.Equal(["half"], _namespaces.List().AsEnumerable());
        Assert.Throws<DaemonException>(() => _namespaces.Open("half"));
        _namespaces.Delete("half");
        Assert.Empty(_namespaces.List());
    }

    [Fact]
    public void A_namespace_that_cannot_be_pinned_is_an_error_and_leaves_nothing()
    {
        File.WriteAllText(_folder.File("run"), "not a folder");

        Assert.Equal(ErrorKind.System, Assert.Throws<DaemonException>(() => _namespaces.Create("one")).Kind);
    }

    [Fact]
    public void The_calling_thread_stays_where_it_was()
    {
        string own = Own();

        using Sandbox sandbox = _namespaces.Create("one");
        _ = NetworkNamespace.Run(sandbox.Namespace, () => 0);
        Assert.Throws<InvalidOperationException>(() => NetworkNamespace.Run<int>(sandbox.Namespace, () => throw new InvalidOperationException()));

        Assert.Equal(own, Own());
    }

    public void Dispose()
    {
        foreach (string id in _namespaces.List())
        {
            _namespaces.Delete(id);
        }

        _folder.Dispose();
    }

    private static string Own() => new FileInfo(NetworkNamespace.OfThisThread).LinkTarget!;
}
