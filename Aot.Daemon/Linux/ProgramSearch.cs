using Aot.Daemon.Interop;

namespace Aot.Daemon.Linux;

/// <summary>Finding the programs that the daemon runs.</summary>
internal static class ProgramSearch
{
    // Where a root shell would look, for a daemon that was started with a short PATH or none.
    private static readonly string[] Usual = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>The absolute path of a program: the first executable regular file of that name in PATH, then in the usual folders;
    /// null when there is none. Relative entries of PATH are passed over: they would depend on the working directory.</summary>
    public static string? Find(string name)
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
        {
            if (folder.StartsWith('/') && IsExecutable(Path.Combine(folder, name)))
            {
                return Path.Combine(folder, name);
            }
        }

        foreach (string folder in Usual)
        {
            if (IsExecutable(Path.Combine(folder, name)))
            {
                return Path.Combine(folder, name);
            }
        }

        return null;
    }

    /// <summary>A regular file with an execute bit (root needs one too).</summary>
    public static bool IsExecutable(string path) =>
        Statx.Call(Statx.AtFdCwd, path, 0, Statx.BasicStats, out Statx.Result stat) == 0
        && (stat.Mode & FileKind.Mask) == FileKind.Regular
        && (stat.Mode & 0b001_001_001) != 0;
}
