namespace Aot.Daemon;

/// <summary>The log messages of the daemon's start and stop.</summary>
internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Information, "API listen on {Socket}")]
    public static partial void Listening(ILogger logger, string socket);

    [LoggerMessage(2, LogLevel.Information, "Daemon shutdown complete")]
    public static partial void Stopping(ILogger logger);
}
