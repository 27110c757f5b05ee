using Aot.Benchmarks.Daemons;

namespace Aot.Benchmarks.Storm;

/// <summary>A hundred times a second a new daemon.json and a SIGHUP; every second file is bad.</summary>
internal sealed class ReloadStorm(MeasuredDaemon daemon, StormRuntime runtime)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>The last number used; the last good one is this or the one before.</summary>
    private int _number = 1;

    public int Sent { get; private set; }

    /// <summary>Storms for a while, and ends with a good file; gives that one's number.</summary>
    public async Task<int> BlowAsync(TimeSpan length)
    {
        using var timer = new PeriodicTimer(Interval);
        for (int i = 0; i < length / Interval; i++)
        {
            await timer.WaitForNextTickAsync();
            Reload(isGood: i % 2 == 0);
        }
        await timer.WaitForNextTickAsync();
        Reload(isGood: true);
        return _number;
    }

    private void Reload(bool isGood)
    {
        _number++;
        daemon.WriteConfig(isGood ? Generation.Good(_number, runtime.Program) : Generation.Bad(_number, runtime.Program));
        Signals.SendHangup(daemon.Pid);
        Sent++;
    }
}
