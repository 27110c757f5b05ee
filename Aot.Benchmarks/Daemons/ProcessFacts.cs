using Aot.Benchmarks.Footprint;

namespace Aot.Benchmarks.Daemons;

/// <summary>What a daemon holds at one moment, and what must not grow.</summary>
internal sealed record ProcessFacts
{
    public required double PssMegabytes { get; init; }

    public required int Descriptors { get; init; }

    /// <summary>Files and folders below the data-root.</summary>
    public required int Files { get; init; }

    /// <summary>Of the daemon, two seconds after it was last busy.</summary>
    public static async Task<ProcessFacts> SettledAsync(MeasuredDaemon daemon)
    {
        await Task.Delay(TimeSpan.FromSeconds(2));
        return new ProcessFacts
        {
            PssMegabytes = Memory.PssMegabytes([daemon.Pid]),
            Descriptors = Directory.EnumerateFileSystemEntries($"/proc/{daemon.Pid}/fd").Count(),
            Files = Directory.EnumerateFileSystemEntries(daemon.DataRoot, "*", SearchOption.AllDirectories).Count(),
        };
    }
}
