using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>What can be done to any descriptor.</summary>
internal static class Descriptors
{
    /// <summary>Another descriptor of the same open file, close-on-exec.</summary>
    public static SafeFileHandle Duplicate(SafeFileHandle descriptor)
    {
        int duplicate = Fcntl.Call(descriptor, Fcntl.DuplicateCloseOnExec, 0);
        return duplicate < 0 ? throw Errno.Exception("fcntl") : new SafeFileHandle(duplicate, ownsHandle: true);
    }

    public static void MakeNonBlocking(SafeFileHandle descriptor)
    {
        if (Fcntl.Call(descriptor, Fcntl.SetFlags, Open.NonBlocking) != 0)
        {
            throw Errno.Exception("fcntl");
        }
    }
}
