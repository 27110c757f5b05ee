using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>
/// Makes the next move of a process between cgroups a quick one. The kernel lets a process be moved by another (writing its pid to cgroup.procs) only
/// once every CPU has passed a grace period, 7 to 17 ms; a move that follows another within about as long waits no more. An OCI
/// runtime makes such a move in every start. So a start begins with a move that changes nothing, of this process into the cgroup it is in, on another
/// thread: the grace period passes while the start is busy otherwise.
/// </summary>
internal sealed class CgroupMoves : IThreadPoolWorkItem
{
    // As long-lived as the daemon: a move may be under way whenever it ends.
    private readonly SafeFileHandle? _processes;
    private readonly byte[] _pid = Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));

    // 1 while a move is under way; changed atomically.
    private int _moving;

    public CgroupMoves(Cgroups cgroups)
    {
        _processes = OwnProcesses(cgroups);
    }

    /// <summary>Returns at once, and allocates nothing. What goes wrong costs the start its time, and nothing else.</summary>
    public void Expect()
    {
        if (_processes is not null && Interlocked.Exchange(ref _moving, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        _ = DescriptorIo.Write(_processes!, _pid);
        Volatile.Write(ref _moving, 0);
    }

    /// <summary>The cgroup.procs of this process's cgroup in the first hierarchy where it can be opened; the lock is one for all of them.</summary>
    private static SafeFileHandle? OwnProcesses(Cgroups cgroups)
    {
        foreach (string line in File.ReadLines("/proc/self/cgroup"))
        {
            // cgroups(7): hierarchy-id:controllers:path, version 2 with no controllers.
            string[] parts = line.Split(':', 3);
            string? mountpoint = parts is not [_, string controllers, _] ? null
                : controllers.Length == 0 ? cgroups.V2Mountpoint
                : cgroups.V1Mountpoints.GetValueOrDefault(controllers.Split(',')[0]);
            if (mountpoint is null)
            {
                continue;
            }

            SafeFileHandle file = Interop.Open.File(mountpoint + parts[2].TrimEnd('/') + "/cgroup.procs", Interop.Open.WriteOnly);
            if (!file.IsInvalid)
            {
                return file;
            }

            file.Dispose();
        }

        return null;
    }
}
