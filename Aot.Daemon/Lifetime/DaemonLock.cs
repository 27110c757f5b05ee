using System.Globalization;
using System.Text;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Lifetime;

/// <summary>
/// The right to a data-root: an flock(2) on its `lock` file, held as long as the process lives (the kernel releases it with
/// the process, so a crash leaves nothing to clean). The file holds the pid of the holder, for messages only.
/// </summary>
internal sealed class DaemonLock : IDisposable
{
    // How long, and at what pace, a lock is waited for that a dead daemon still has.
    private const int Tries = 400;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);

    private readonly SafeFileHandle _file;

    private DaemonLock(SafeFileHandle file) => _file = file;

    /// <summary>Takes the lock of a data-root that exists.</summary>
    /// <param name="pause">Waits a moment; null for a few milliseconds.</param>
    /// <exception cref="DaemonException">Conflict: another daemon has it. System: it cannot be tried.</exception>
    public static DaemonLock Acquire(string dataRoot, Action? pause = null)
    {
        pause ??= static () => Thread.Sleep(Pace);
        string path = Path.Combine(dataRoot, "lock");
        SafeFileHandle file = Open.File(path, Open.ReadWrite | Open.Create | Open.NoFollow, 0x180 /* 0600 */);
        if (file.IsInvalid)
        {
            throw DaemonException.System($"open {path}: {Errno.Exception("open").Message}");
        }

        for (int tries = 0; Flock.Call(file, Flock.Exclusive | Flock.NonBlocking) != 0; tries++)
        {
            int errno = Errno.Last;
            int? holder = ReadPid(file);
            if (errno == Errno.EAGAIN && holder is { } dead && tries < Tries && (ProcStat.StartTime(dead) is null || ProcStat.IsZombie(dead)))
            {
                // A daemon was killed while it started a program: until that is executed it has what the daemon had.
                pause();
                continue;
            }

            file.Dispose();
            throw errno == Errno.EAGAIN
                ? DaemonException.Conflict(
                    $"another daemon{(holder is null ? "" : $" (pid {holder})")} is using the data-root {dataRoot}: stop it, or choose another --data-root")
                : DaemonException.System(Errno.Exception($"lock {path}", errno).Message);
        }

        RandomAccess.SetLength(file, 0);
        RandomAccess.Write(file, Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"), 0);
        return new DaemonLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static int? ReadPid(SafeFileHandle file)
    {
        Span<byte> text = stackalloc byte[16];
        int length = RandomAccess.Read(file, text, 0);
        return int.TryParse(Encoding.ASCII.GetString(text[..length]), NumberStyles.None | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture, out int pid) ? pid : null;
    }
}
