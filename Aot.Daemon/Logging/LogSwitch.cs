namespace Aot.Daemon.Logging;

/// <summary>The least level that is logged. It may change at run time: one word, read without a lock.</summary>
internal sealed class LogSwitch(LogLevel level)
{
    private volatile LogLevel _level = level;

    public LogLevel Level
    {
        get => _level;
        set => _level = value;
    }
}
