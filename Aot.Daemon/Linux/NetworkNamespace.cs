using System.Runtime.ExceptionServices;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>
/// Network namespaces (network_namespaces(7)). Work in one is done by a thread that enters it and ends, so no thread of the pool is ever left in the
/// wrong one. A socket is of the namespace it was opened in, whoever uses it later; /proc/sys/net is of the thread that opens the file.
/// </summary>
internal static class NetworkNamespace
{
    /// <summary>What reads as the namespace of the calling thread.</summary>
    public const string OfThisThread = "/proc/thread-self/ns/net";

    // A piece of work is some calls deep; the default of 8 MiB would be mapped and unmapped each time.
    private const int StackBytes = 256 * 1024;

    /// <summary>A descriptor of the namespace pinned at a path. Throws an IOException.</summary>
    public static SafeFileHandle Open(string path)
    {
        SafeFileHandle descriptor = Interop.Open.File(path, Interop.Open.ReadOnly | Interop.Open.NoFollow);
        if (descriptor.IsInvalid)
        {
            int error = Errno.Last;
            descriptor.Dispose();
            throw Errno.Exception($"open {path}", error);
        }

        return descriptor;
    }

    /// <summary>A descriptor of the calling thread's namespace.</summary>
    public static SafeFileHandle OpenOwn()
    {
        SafeFileHandle descriptor = Interop.Open.File(OfThisThread, Interop.Open.ReadOnly);
        return descriptor.IsInvalid ? throw Errno.Exception($"open {OfThisThread}") : descriptor;
    }

    /// <summary>Runs a piece of work in a namespace and waits for it. What it throws is thrown here; an IOException when it cannot be entered.</summary>
    public static T Run<T>(SafeFileHandle networkNamespace, Func<T> work) => OnThread(
        () => SetNs.Call(networkNamespace, Unshare.NewNetworkNamespace) == 0 ? 0 : throw Errno.Exception("enter the network namespace"),
        work);

    /// <summary>As above, in the namespace pinned at a path.</summary>
    public static T Run<T>(string path, Func<T> work)
    {
        using SafeFileHandle networkNamespace = Open(path);
        return Run(networkNamespace, work);
    }

    /// <summary>Runs a piece of work in a new namespace, which lives as long as the work's result, a mount or a process holds it.</summary>
    public static T RunInNew<T>(Func<T> work) => OnThread(
        () => Unshare.Call(Unshare.NewNetworkNamespace) == 0 ? 0 : throw Errno.Exception("make a network namespace"),
        work);

    private static T OnThread<T>(Func<int> enter, Func<T> work)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(
            () =>
            {
                try
                {
                    _ = enter();
                    result = work();
                }
                catch (Exception caught)
                {
                    failure = ExceptionDispatchInfo.Capture(caught);
                }
            },
            StackBytes)
        {
            IsBackground = true,
            Name = "network namespace",
        };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }
}
