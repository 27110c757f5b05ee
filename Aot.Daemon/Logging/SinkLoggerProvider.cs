namespace Aot.Daemon.Logging;

/// <summary>What a host's logging builder is given; also a factory by itself, for code that runs before or without a host.</summary>
internal sealed class SinkLoggerProvider(ILogger logger, ILogger quiet) : ILoggerProvider, ILoggerFactory
{
    // ASP.NET tells of every request and connection at information level, which is the daemon's debug.
    private const string Framework = "Microsoft.";

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith(Framework, StringComparison.Ordinal) ? quiet : logger;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("there is one sink");

    public void Dispose()
    {
        // The descriptor is the process's own.
    }
}
