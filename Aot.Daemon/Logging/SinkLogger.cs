namespace Aot.Daemon.Logging;

/// <summary>The loggers of all categories: they differ in nothing, since dockerd's log has no categories.</summary>
internal sealed class SinkLogger(LogSink sink, LogSwitch logSwitch, TimeProvider time) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= logSwitch.Level && logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            sink.Write(new LogLine(
                time.GetUtcNow(), logLevel, formatter(state, exception), state as IReadOnlyList<KeyValuePair<string, object?>>, exception));
        }
    }
}
