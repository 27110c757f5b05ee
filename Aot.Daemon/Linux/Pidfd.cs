using System.Runtime.InteropServices;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>A descriptor of a process (pidfd_open(2)): it never comes to mean another process, whatever happens to the pid.</summary>
internal static class Pidfd
{
    private const int SignalMask = 0x7f;

    /// <summary>The process's descriptor; null when there is no such process. A zombie still is one.</summary>
    public static SafeFileHandle? Open(int pid)
    {
        SafeFileHandle pidfd = PidfdOpen.Call(pid);
        if (!pidfd.IsInvalid)
        {
            return pidfd;
        }

        // Besides ESRCH: a number that is only a thread's, or still the group's or session's of a process that was reaped, is EINVAL,
        // in newer kernels ENOENT.
        return Errno.Last is Errno.ESRCH or Errno.EINVAL or Errno.ENOENT ? null : throw Errno.Exception($"pidfd_open {pid}");
    }

    /// <summary>False when the process is gone.</summary>
    public static bool Signal(SafeHandle pidfd, int signal)
    {
        if (PidfdSendSignal.Call(pidfd, signal) == 0)
        {
            return true;
        }

        return Errno.Last == Errno.ESRCH ? false : throw Errno.Exception($"signal {signal}");
    }

    /// <summary>Reaps a child that has ended: its exit code, or 128 and the signal's number.</summary>
    public static ReapResult Reap(SafeHandle pidfd, out int exitCode)
    {
        exitCode = 0;
        if (WaitId.Call(WaitId.Pidfd, (int)pidfd.DangerousGetHandle(), WaitId.Exited | WaitId.NoHang, out WaitId.Result result) != 0)
        {
            return Errno.Last == Errno.ECHILD ? ReapResult.NotOurChild : throw Errno.Exception("waitid");
        }

        if (result.Pid == 0)
        {
            return ReapResult.StillRunning;
        }

        exitCode = result.Code == WaitId.CodeExited ? result.Status : 128 + result.Status;
        return ReapResult.Reaped;
    }

    /// <summary>The exit code of a process that is not our child and has ended, as long as it is a zombie, and from Linux 6.15 on also
    /// after it was reaped by whoever is its parent. Null when it is not to be had, or not yet.</summary>
    public static int? ExitCodeOfOther(SafeHandle pidfd, int pid, ulong startTime)
    {
        if (ProcStat.StatusOfZombie(pid, startTime) is { } status)
        {
            return FromStatus(status);
        }

        PidfdGetInfo.Result result = new() { Mask = PidfdGetInfo.Exit };
        return PidfdGetInfo.Call(pidfd, ref result) == 0 && (result.Mask & PidfdGetInfo.Exit) != 0 ? FromStatus(result.ExitStatus) : null;
    }

    private static int FromStatus(int status)
    {
        int signal = status & SignalMask;
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal;
    }
}
