namespace Aot.Daemon.Api;

/// <summary>Log messages of the API edge: 1000 to 1099.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(1000, LogLevel.Debug, "{Method} {Path}")]
    public static partial void Request(ILogger logger, string method, string path);

    [LoggerMessage(1001, LogLevel.Error, "{Method} {Path} failed unexpectedly")]
    public static partial void Unexpected(ILogger logger, Exception failure, string method, string path);

    [LoggerMessage(1002, LogLevel.Error, "{Method} {Path} answered {Status}: {Message}")]
    public static partial void Failed(ILogger logger, string method, string path, int status, string message);

    [LoggerMessage(1003, LogLevel.Debug, "{Method} {Path} answered {Status}: {Message}")]
    public static partial void Refused(ILogger logger, string method, string path, int status, string message);

    [LoggerMessage(1004, LogLevel.Warning, "{Method} {Path} broke off after its answer had begun: {Message}")]
    public static partial void BrokeOff(ILogger logger, string method, string path, string message);

    [LoggerMessage(1005, LogLevel.Information, "API listening on {Path}")]
    public static partial void Listening(ILogger logger, string path);

    [LoggerMessage(1006, LogLevel.Warning, "removed {Path}, the socket of a daemon that is gone")]
    public static partial void StaleSocket(ILogger logger, string path);
}
