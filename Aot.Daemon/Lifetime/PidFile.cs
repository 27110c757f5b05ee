using System.Globalization;
using System.Text;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Lifetime;

/// <summary>The file that names the daemon's process to init scripts; removed when the daemon ends.</summary>
internal sealed class PidFile : IDisposable
{
    private readonly string _path;

    private PidFile(string path) => _path = path;

    /// <summary>Writes the file; an empty path writes none. A file that a dead daemon left is replaced.</summary>
    /// <exception cref="DaemonException">Conflict: the file names another daemon that lives. System: it cannot be written.</exception>
    public static PidFile? Create(string path)
    {
        if (path.Length == 0)
        {
            return null;
        }

        try
        {
            if (LivingHolder(path) is { } pid)
            {
                throw DaemonException.Conflict($"process with PID {pid} is still running (pid file {path})");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            AtomicFile.Write(path, Encoding.ASCII.GetBytes(Text()), UnixFileMode.UserRead | UnixFileMode.UserWrite
                | UnixFileMode.GroupRead | UnixFileMode.OtherRead, durable: false);
            return new PidFile(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw DaemonException.System($"failed to write pid file {path}: {failure.Message}", failure);
        }
    }

    /// <summary>Removes the file, unless it has become another's.</summary>
    public void Dispose()
    {
        try
        {
            if (File.ReadAllText(_path) == Text())
            {
                File.Delete(_path);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The daemon is ending and a stale file does no harm: the next start replaces it.
        }
    }

    private static string Text() => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    // A number alone proves nothing, since numbers are used again: the process must run the same program as this one.
    private static int? LivingHolder(string path)
    {
        string text = File.Exists(path) ? File.ReadAllText(path).Trim() : "";
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) || pid <= 0 || pid == Environment.ProcessId)
        {
            return null;
        }

        string name = $"/proc/{pid}/comm";
        try
        {
            // A killed daemon may stay a zombie until a slow init reaps it.
            return File.ReadAllText(name) == File.ReadAllText("/proc/self/comm") && !ProcStat.IsZombie(pid) ? pid : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
