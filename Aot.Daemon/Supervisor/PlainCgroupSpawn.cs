using Aot.Daemon.Interop;
using Aot.Daemon.Linux;

namespace Aot.Daemon.Supervisor;

/// <summary>
/// Starts a program in a copy of the mount namespace from which the version-2 hierarchy of a hybrid cgroup host is missing. The
/// copy is made for every start, because only so are mounts in it that were made since; it goes with the program.
/// Namespaces are a thread's: a dedicated thread makes it, starts the program and ends.
/// </summary>
internal static class PlainCgroupSpawn
{
    private const string Version2 = "/sys/fs/cgroup/unified";
    private const int StackSize = 128 * 1024;

    /// <summary>As <see cref="ProcessSpawn.Start"/>.</summary>
    public static int Start(ProcessSpawn spawn)
    {
        int result = 0;
        Thread thread = new(() => result = StartHere(spawn), StackSize);
        thread.Start();
        thread.Join();
        return result;
    }

    private static int StartHere(ProcessSpawn spawn)
    {
        if (Unshare.Call(Unshare.NewMountNamespace) != 0
            || Mount.Call(null, "/", null, Mount.Recursive | Mount.Private, null) != 0
            || (Umount2.Call(Version2, Umount2.Detach) != 0 && Errno.Last != Errno.EINVAL))
        {
            return -Errno.Last;
        }

        try
        {
            return spawn.Start();
        }
        catch (IOException failure)
        {
            return -failure.HResult;
        }
    }
}
