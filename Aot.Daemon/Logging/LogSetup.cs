using Aot.Daemon.Config;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Logging;

/// <summary>
/// The one place that decides where log messages go: to standard error, in the form that --log-format names. The rest of the
/// program knows ILogger only.
/// </summary>
internal sealed class LogSetup
{
    private const int StandardError = 2;

    private LogSetup(SinkLoggerProvider provider, LogSwitch level)
    {
        Provider = provider;
        Switch = level;
    }

    /// <summary>Hand it to the web host's logging builder, after ClearProviders, with SetMinimumLevel(Trace).</summary>
    public SinkLoggerProvider Provider { get; }

    /// <summary>Where a reload changes the level.</summary>
    public LogSwitch Switch { get; }

    /// <summary>Standard error, as the configuration says.</summary>
    public static LogSetup Create(DaemonConfig config, TimeProvider time)
    {
        LogSwitch level = new(LogLevels.Of(config));
        ILogFormat format = config.LogFormat == "json" ? new JsonLogFormat() : new TextLogFormat();
        SafeFileHandle output = new(StandardError, ownsHandle: false);
        SinkLogger logger = new(new LogSink(output, format), level, time);
        return new LogSetup(new SinkLoggerProvider(logger, new WarningLogger(logger)), level);
    }

    /// <summary>A logger of an area; its category does not show in the log.</summary>
    public ILogger<T> For<T>() => new Logger<T>(Provider);
}
