using System.Diagnostics;

namespace Aot.Daemon.Tests.EndToEnd.Fixtures;

/// <summary>Waiting for an outside process: asks again every few milliseconds, up to a deadline.</summary>
internal static class Poll
{
    public static async Task UntilAsync(Func<Task<bool>> condition, string what, double seconds = 15, Func<string>? details = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start).TotalSeconds > seconds)
            {
                throw new TimeoutException($"not within {seconds} s: {what}{(details is null ? "" : "\n" + details())}");
            }
            await Task.Delay(10);
        }
    }

    public static Task UntilAsync(Func<bool> condition, string what, double seconds = 15, Func<string>? details = null) =>
        UntilAsync(() => Task.FromResult(condition()), what, seconds, details);
}
