namespace Aot.Daemon.Engine.Embedded;

/// <summary>Log messages of the embedded engine, ids 3000 to 3099.</summary>
internal static partial class EmbeddedEngineLog
{
    [LoggerMessage(3000, LogLevel.Information, "Connected to the supervisor: {Count} tasks")]
    public static partial void Connected(this ILogger logger, int count);

    [LoggerMessage(3001, LogLevel.Information, "Started a supervisor, pid {Pid}")]
    public static partial void SupervisorStarted(this ILogger logger, int pid);

    [LoggerMessage(3002, LogLevel.Warning, "The supervisor is gone; the containers run on, a new one will take over")]
    public static partial void SupervisorLost(this ILogger logger);

    [LoggerMessage(3003, LogLevel.Error, "No connection to the supervisor")]
    public static partial void ConnectFailed(this ILogger logger, Exception failure);

    [LoggerMessage(3004, LogLevel.Warning, "What was kept of {Container} could not be given back to the supervisor")]
    public static partial void KeepFailed(this ILogger logger, string container, Exception failure);

    [LoggerMessage(3005, LogLevel.Warning, "A socket of {Container} is not held over the daemon's end")]
    public static partial void HoldFailed(this ILogger logger, string container, Exception failure);
}
