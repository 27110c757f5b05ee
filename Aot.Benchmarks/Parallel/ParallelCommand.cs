using System.Text.Json;
using Aot.Benchmarks.Daemons;

namespace Aot.Benchmarks.Parallel;

/// <summary>`parallel`: 64 starts at once on each daemon: none may fail; the throughput, and the ratio of the medians.</summary>
internal static class ParallelCommand
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        List<MeasuredDaemon> daemons = MeasuredDaemon.Chosen(arguments);
        try
        {
            foreach (MeasuredDaemon daemon in daemons)
            {
                daemon.Start();
                await daemon.Client.LoadAsync(BusyboxImage.Archive());
            }
            IReadOnlyList<ParallelResult> results = await ParallelRun.RunAsync(daemons, arguments.Count ?? 64, arguments.Iterations ?? 5);
            return Print(results, arguments);
        }
        finally
        {
            daemons.ForEach(daemon => daemon.Dispose());
        }
    }

    private static int Print(IReadOnlyList<ParallelResult> results, Arguments arguments)
    {
        bool failed = false;
        foreach (ParallelResult result in results)
        {
            Console.WriteLine($"{result.Daemon,-8}{result.Median,8:F1} containers a second; failures: {result.Failures.Count}");
            foreach (string failure in result.Failures.Distinct().Take(5))
            {
                Console.WriteLine("  " + failure);
            }
            failed |= result.Daemon == "aotd" && result.Failures.Count > 0;
        }
        if (results.Count == 2)
        {
            double ratio = results[0].Median / results[1].Median;
            double budget = Budgets.Read().ParallelThroughputRatio;
            Console.WriteLine($"ratio: {ratio:F1}  {(ratio >= budget ? "pass" : "FAIL")} (budget: at least {budget})");
        }
        return ResultFile.Write(arguments, "parallel", JsonSerializer.Serialize(results, ResultFile.Options), !failed);
    }
}
