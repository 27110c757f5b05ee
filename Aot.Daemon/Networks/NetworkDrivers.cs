using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>The kinds of networks, by dockerd's names.</summary>
internal static class NetworkDrivers
{
    public const string Bridge = "bridge";
    public const string Host = "host";
    public const string Null = "null";

    /// <summary>Fails unless a user can make networks of it.</summary>
    public static void RequireCreatable(string driver)
    {
        switch (driver)
        {
            case Bridge:
                return;
            case Host or Null:
                throw DaemonException.Forbidden($"only one instance of \"{driver}\" network is allowed");
            case "macvlan" or "ipvlan" or "overlay" or "remote":
                throw DaemonException.NotImplemented($"networks of the driver {driver} are not supported: bridge, host and none are");
            default:
                throw DaemonException.NotFound($"plugin \"{driver}\" not found");
        }
    }
}
