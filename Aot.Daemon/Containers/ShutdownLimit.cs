namespace Aot.Daemon.Containers;

/// <summary>How long a stopping daemon gives its containers. As dockerd: shutdown-timeout is the least; a container whose own stop timeout is longer gets it,
/// and a moment more for the SIGKILL that follows.</summary>
internal static class ShutdownLimit
{
    private const int KillSeconds = 5;

    /// <param name="configured">shutdown-timeout, seconds; negative is no limit.</param>
    /// <param name="stopTimeouts">Of those that run, seconds; negative is no limit.</param>
    public static TimeSpan Of(int configured, IEnumerable<int> stopTimeouts)
    {
        long limit = configured;
        foreach (int timeout in stopTimeouts)
        {
            limit = limit < 0 || timeout < 0 ? -1 : Math.Max(limit, (long)timeout + KillSeconds);
        }

        return limit < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(Math.Min(limit, int.MaxValue / 1000));
    }
}
