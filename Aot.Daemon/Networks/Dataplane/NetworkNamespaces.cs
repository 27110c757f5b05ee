using System.Collections.Immutable;
using Aot.Daemon.Linux;
using Aot.Daemon.Linux.Netlink;
using Aot.Daemon.Primitives;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Networks.Dataplane;

/// <summary>
/// The containers' network namespaces, each pinned by a bind mount on a file of its own in one folder (`&lt;exec-root&gt;/netns`), so that it lives without a
/// process and outlives the daemon. Errors are DaemonExceptions. Thread-safe for different ids.
/// </summary>
/// <remarks>The folder needs no mount point of its own: unlinking a pinning file takes the copies of the mount in other mount namespaces away too
/// (since Linux 3.18), shared or not.</remarks>
internal sealed class NetworkNamespaces(string folder)
{
    /// <summary>Where the namespace of a container is pinned, or would be.</summary>
    public string PathOf(string id) => Path.Combine(folder, id);

    /// <summary>Makes a namespace and pins it, with loopback up and IPv6 off for links to come (an endpoint with an IPv6 address switches it on for its own).
    /// What a crash may have left under this id is taken away first.</summary>
    public Sandbox Create(string id)
    {
        string path = PathOf(id);
        try
        {
            Place(path);
            return NetworkNamespace.RunInNew(() => Pin(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DaemonException)
        {
            Delete(id);
            throw DaemonException.System($"make the network namespace {path}: {failure.Message}", failure);
        }
    }

    /// <summary>Opens a namespace that was pinned before. An error when it is not there.</summary>
    public Sandbox Open(string id) => OpenAt(PathOf(id));

    /// <summary>As <see cref="Open"/>, by path.</summary>
    public static Sandbox OpenAt(string path)
    {
        SafeFileHandle? networkNamespace = null;
        try
        {
            networkNamespace = NetworkNamespace.Open(path);
            return new Sandbox(path, networkNamespace, NetworkNamespace.Run(networkNamespace, () => new RouteSocket()));
        }
        catch (Exception failure)
        {
            networkNamespace?.Dispose();
            throw DaemonException.System($"open the network namespace {path}: {failure.Message}", failure);
        }
    }

    /// <summary>Unpins a namespace; nothing happens where there is none. It ends when nothing else holds it, and its links with it, some tens of
    /// milliseconds later: nobody waits for that.</summary>
    public void Delete(string id)
    {
        string path = PathOf(id);
        try
        {
            if (File.Exists(path))
            {
                // More than one, if ever something was mounted over.
                while (Mounts.TryDetach(path))
                {
                }

                File.Delete(path);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw DaemonException.System($"remove the network namespace {path}: {failure.Message}", failure);
        }
    }

    /// <summary>The ids under which something is pinned, or lies about from a crash.</summary>
    public ImmutableArray<string> List()
    {
        try
        {
            return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path))] : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw DaemonException.System($"list the network namespaces in {folder}: {failure.Message}", failure);
        }
    }

    /// <summary>On a thread in the new namespace.</summary>
    private static Sandbox Pin(string path)
    {
        Mounts.Bind(NetworkNamespace.OfThisThread, path);
        SafeFileHandle networkNamespace = NetworkNamespace.OpenOwn();
        RouteSocket? routes = null;
        try
        {
            routes = new RouteSocket();
            _ = Sysctl.TryWriteInNewNamespace("net/ipv6/conf/default/disable_ipv6", "1"u8);
            using RouteBatch batch = new();
            batch.SetUp(RouteConstants.LoopbackIndex, "lo");
            routes.Execute(batch).ThrowIfFailed();
            return new Sandbox(path, networkNamespace, routes);
        }
        catch
        {
            routes?.Dispose();
            networkNamespace.Dispose();
            throw;
        }
    }

    /// <summary>An empty file to mount on.</summary>
    private void Place(string path)
    {
        const UnixFileMode OwnersOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const int Flags = Interop.Open.ReadOnly | Interop.Open.Create | Interop.Open.Exclusive;
        SafeFileHandle file = Interop.Open.File(path, Flags, 0x100);
        if (file.IsInvalid && Errno.Last is Errno.EEXIST)
        {
            Delete(Path.GetFileName(path));
            file = Interop.Open.File(path, Flags, 0x100);
        }
        else if (file.IsInvalid && Errno.Last is Errno.ENOENT)
        {
            Directory.CreateDirectory(folder, OwnersOnly);
            file = Interop.Open.File(path, Flags, 0x100);
        }

        using (file)
        {
            if (file.IsInvalid)
            {
                throw Errno.Exception($"create {path}");
            }
        }
    }
}
