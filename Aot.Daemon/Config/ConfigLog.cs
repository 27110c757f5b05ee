namespace Aot.Daemon.Config;

// Values that the message does not show are written after it, as fields of their own.
#pragma warning disable SYSLIB1015

/// <summary>The log messages of the configuration: 100 to 199.</summary>
internal static partial class ConfigLog
{
    [LoggerMessage(100, LogLevel.Information, "Got signal to reload configuration")]
    public static partial void Signalled(ILogger logger, string configFile);

    [LoggerMessage(101, LogLevel.Information, "Reloaded configuration")]
    public static partial void Reloaded(ILogger logger, string config);

    [LoggerMessage(102, LogLevel.Error, "Error reloading configuration, nothing was changed")]
    public static partial void ReloadFailed(ILogger logger, Exception failure, string configFile);

    [LoggerMessage(103, LogLevel.Warning, "{Key} has changed and needs a restart: it is {Before}, the configuration says {Wanted}")]
    public static partial void NeedsRestart(ILogger logger, string key, string before, string wanted);

    [LoggerMessage(104, LogLevel.Debug, "{Key} was {Before} and is now {Wanted}")]
    public static partial void Applied(ILogger logger, string key, string before, string wanted);

    [LoggerMessage(105, LogLevel.Warning, "{Warning}")]
    public static partial void Warning(ILogger logger, string warning);

    [LoggerMessage(106, LogLevel.Error, "A step that follows a reload failed; the configuration is in force")]
    public static partial void CommitFailed(ILogger logger, Exception failure);
}
