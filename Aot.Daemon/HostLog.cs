namespace Aot.Daemon;

/// <summary>The log messages of the daemon's start and stop: 1 to 99.</summary>
internal static partial class HostLog
{
    [LoggerMessage(2, LogLevel.Information, "Daemon shutdown complete")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(4, LogLevel.Information, "stopping; containers that run: {Running}, live-restore: {LiveRestore}")]
    public static partial void Stopping(ILogger logger, int running, bool liveRestore);

    [LoggerMessage(5, LogLevel.Error, "{What} failed")]
    public static partial void Failed(ILogger logger, Exception failure, string what);

    [LoggerMessage(6, LogLevel.Debug, "{Count} stale wrapper scripts of runtimes were removed")]
    public static partial void SweptScripts(ILogger logger, int count);
}
