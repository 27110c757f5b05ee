using Aot.Daemon.Config;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Logs;

namespace Aot.Daemon;

/// <summary>What the features demand of a configuration, which does not know them. At start, at a reload and with --validate.</summary>
internal static class FeatureChecks
{
    /// <summary>Fails as Invalid, or NotImplemented, in dockerd's words.</summary>
    public static void Run(DaemonConfig config) =>
        LogSettings.Validate(new LogConfig { Type = config.LogDriver, Config = new SortedDictionary<string, string>(config.LogOptions) });
}
