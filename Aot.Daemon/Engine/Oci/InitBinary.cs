using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>The init that --init runs a command under.</summary>
internal static class InitBinary
{
    // Statically linked ones first: it runs on the container's filesystem, where no loader may be.
    private static readonly string[] Names = ["docker-init", "tini-static", "tini"];

    /// <summary>The host's path of the configured one, or of the first one found; System when there is none.</summary>
    /// <param name="configured">--init-path; empty: none.</param>
    public static string Find(string configured)
    {
        if (configured.Length > 0)
        {
            return ProgramSearch.IsExecutable(configured)
                ? configured
                : throw DaemonException.System($"the configured init {configured} is not there, or not executable");
        }

        foreach (string name in Names)
        {
            if (ProgramSearch.Find(name) is string path)
            {
                return path;
            }
        }

        throw DaemonException.System(
            "no init binary was found for --init: install docker-init or tini-static (Debian: package tini) into a folder of PATH");
    }
}
