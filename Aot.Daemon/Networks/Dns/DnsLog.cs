namespace Aot.Daemon.Networks.Dns;

/// <summary>The log messages of the name server: 5200 to 5299.</summary>
internal static partial class DnsLog
{
    [LoggerMessage(5200, LogLevel.Error, "The name server of container {Container} failed")]
    public static partial void Failed(ILogger logger, Exception failure, string container);
}
