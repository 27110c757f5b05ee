namespace Aot.Daemon.Api;

/// <summary>A unix socket to listen on.</summary>
/// <param name="Path">Absolute; at most 107 bytes (unix(7)).</param>
/// <param name="GroupId">The group that may use it besides root; null leaves the daemon's own.</param>
internal sealed record UnixListenOptions(string Path, uint? GroupId = null)
{
    /// <summary>Root and the group may read and write; dockerd's mode.</summary>
    public const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
}
