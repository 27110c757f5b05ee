using Aot.Daemon.Linux.Netlink;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Networks.Dataplane;

/// <summary>
/// A container's pinned network namespace, open for work: links can be put into it and set up from outside. Disposing of it closes
/// descriptors only; the namespace lives on at its path. Its socket is thread-safe; two attachments of one sandbox are the caller's to keep apart.
/// </summary>
internal sealed class Sandbox : IDisposable
{
    internal Sandbox(string path, SafeFileHandle networkNamespace, RouteSocket routes)
    {
        Path = path;
        Namespace = networkNamespace;
        Routes = routes;
    }

    /// <summary>What the runtime is given to join.</summary>
    public string Path { get; }

    public SafeFileHandle Namespace { get; }

    /// <summary>Links, addresses and routes within it.</summary>
    public RouteSocket Routes { get; }

    public void Dispose()
    {
        Routes.Dispose();
        Namespace.Dispose();
    }
}
