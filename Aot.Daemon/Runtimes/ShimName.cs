namespace Aot.Daemon.Runtimes;

/// <summary>Names of containerd shims, which dockerd lets containers name without any configuration.</summary>
internal static class ShimName
{
    /// <summary>The shim of runc; the embedded engine, which needs no shims, takes it for runc itself.</summary>
    public const string Runc = "io.containerd.runc.v2";

    /// <summary>Whether a name that is not configured may be a shim's: it has a dot that is not its first character, and no '/', for users of
    /// the API must not name programs.</summary>
    public static bool IsImplicit(string name) => name.IndexOf('.', StringComparison.Ordinal) > 0 && !name.Contains('/', StringComparison.Ordinal);
}
