using Aot.Daemon.Config;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Lifetime;

/// <summary>The group that may use the API's sockets besides root.</summary>
internal static class SocketGroup
{
    private const string Default = "docker";

    /// <summary>Its id; null when none was named and the default one does not exist, which leaves the sockets to root.</summary>
    /// <exception cref="DaemonException">Invalid: the group that was named does not exist, in dockerd's words.</exception>
    public static uint? Resolve(DaemonConfig config)
    {
        // As dockerd: an empty name asks for no group.
        if (config.Group is "")
        {
            return null;
        }

        uint? id = GroupFile.Find(config.Group ?? Default);
        return id is null && config.Group is not null and not Default
            ? throw DaemonException.Invalid($"failed to load listeners: group {config.Group} not found")
            : id;
    }
}
