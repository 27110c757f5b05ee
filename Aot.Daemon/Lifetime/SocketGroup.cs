using System.Globalization;
using Aot.Daemon.Linux;

namespace Aot.Daemon.Lifetime;

/// <summary>Which group may use the API's sockets besides root.</summary>
internal static class SocketGroup
{
    private const string Default = "docker";

    /// <summary>The id of the group configured, by name or number; without one, docker's where that group exists; null is root's. A configured group that does
    /// not exist leaves the socket to root, with a warning, as dockerd.</summary>
    public static uint? Resolve(string? configured, ILogger logger)
    {
        if (string.IsNullOrEmpty(configured))
        {
            return GroupDatabase.Find(Default);
        }

        uint? id = uint.TryParse(configured, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : GroupDatabase.Find(configured);
        if (id is null)
        {
            HostLog.NoSuchGroup(logger, configured);
        }

        return id;
    }
}
