using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>What -v and --mount have in common.</summary>
internal static class MountRules
{
    public const string DefaultPropagation = "rprivate";

    public static bool IsPropagation(string text) => text is "private" or "rprivate" or "shared" or "rshared" or "slave" or "rslave";

    /// <summary>Invalid unless it is absolute and not the root.</summary>
    public static void RequireTarget(string path, string prefix = "")
    {
        if (path.StartsWith('/') && UnixPath.Clean(path) == "/")
        {
            throw DaemonException.Invalid(prefix + "invalid specification: destination can't be '/'");
        }

        RequireAbsolute(path, prefix);
    }

    public static void RequireAbsolute(string path, string prefix)
    {
        if (!path.StartsWith('/'))
        {
            throw DaemonException.Invalid($"{prefix}invalid mount path: '{path}' mount path must be absolute");
        }

        if (path.Contains('\0'))
        {
            throw DaemonException.Invalid($"{prefix}invalid mount path: it contains a zero byte");
        }
    }
}
