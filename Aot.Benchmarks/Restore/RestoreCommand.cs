using System.Text.Json;
using Aot.Benchmarks.Daemons;

namespace Aot.Benchmarks.Restore;

/// <summary>`restore`: kill -9 of each daemon with 50 containers running, and its restart: all must be found; the times to the first ping and to all
/// listed, and the ratios of the medians.</summary>
internal static class RestoreCommand
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        List<RestoreResult> results = [];
        foreach (MeasuredDaemon daemon in MeasuredDaemon.Chosen(arguments))
        {
            using (daemon)
            {
                results.Add(await RestoreRun.RunAsync(daemon, arguments.Count ?? 50, arguments.Iterations ?? 5));
            }
        }
        Console.WriteLine($"{"daemon",-8}{"first ping, ms",16}{"all listed, ms",16}{"lost",8}   medians of {arguments.Iterations ?? 5}, {results[0].Count} containers");
        foreach (RestoreResult result in results)
        {
            Console.WriteLine($"{result.Daemon,-8}{result.FirstPingMilliseconds,16:F0}{result.AllListedMilliseconds,16:F0}{result.Lost,8}");
        }
        if (results.Count == 2)
        {
            double ratio = results[0].AllListedMilliseconds / results[1].AllListedMilliseconds;
            double budget = Budgets.Read().RestoreRatio;
            Console.WriteLine($"ratio, first ping: {results[0].FirstPingMilliseconds / results[1].FirstPingMilliseconds:F2}");
            Console.WriteLine($"ratio, all listed: {ratio:F2}  {(ratio <= budget ? "pass" : "FAIL")} (budget {budget})");
        }
        bool passed = results.TrueForAll(result => result.Daemon != "aotd" || result.Lost == 0);
        return ResultFile.Write(arguments, "restore", JsonSerializer.Serialize(results, ResultFile.Options), passed);
    }
}
