using Aot.Daemon.Primitives;

namespace Aot.Daemon.Config;

/// <summary>dockerd's names of the log levels.</summary>
internal static class LogLevels
{
    /// <summary>The level of a name; fails as Invalid.</summary>
    public static LogLevel Parse(string name) => name switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "fatal" => LogLevel.Critical,
        _ => throw DaemonException.Invalid($"invalid logging level: {name}"),
    };

    /// <summary>The level that a configuration asks for: --debug beats --log-level.</summary>
    public static LogLevel Of(DaemonConfig config) => config.Debug ? LogLevel.Debug : Parse(config.LogLevel);

    /// <summary>The name of a level, as it is written in a log line.</summary>
    public static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}
