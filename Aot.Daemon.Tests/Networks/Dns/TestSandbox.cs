using System.Net.Sockets;
using Aot.Daemon.Linux;
using Aot.Daemon.Networks.Dataplane;

namespace Aot.Daemon.Tests.Networks.Dns;

/// <summary>A network namespace of the test's own, with its loopback up.</summary>
internal sealed class TestSandbox : IDisposable
{
    private const string Id = "c1";
    private readonly TemporaryFolder _folder = new();
    private readonly NetworkNamespaces _namespaces;

    public TestSandbox()
    {
        _namespaces = new NetworkNamespaces(_folder.File("netns"));
        _namespaces.Create(Id).Dispose();
    }

    public string Path => _namespaces.PathOf(Id);

    /// <summary>A socket that belongs to the namespace.</summary>
    public Socket Socket(SocketType type) => NetworkNamespace.Run(
        Path, () => new Socket(AddressFamily.InterNetwork, type, type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp));

    /// <summary>What a program writes in the namespace.</summary>
    public string Run(string program, params string[] arguments) => NetworkNamespace.Run(Path, () => TestTool.Run(program, arguments));

    public void Dispose()
    {
        _namespaces.Delete(Id);
        _folder.Dispose();
    }
}
