using System.Text.Json;
using Aot.Benchmarks.Daemons;

namespace Aot.Benchmarks.Soak;

/// <summary>`soak`: 10,000 containers are created, started, waited for and removed; what the daemon and its supervisor hold must not grow.</summary>
internal static class SoakCommand
{
    // The thread pool adds and drops threads as it likes.
    private const int ThreadLeeway = 4;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        List<SoakResult> results = [];
        bool passed = true;

        // On dockerd it takes hours.
        foreach (MeasuredDaemon daemon in MeasuredDaemon.Chosen(arguments, otherwise: "aotd"))
        {
            using (daemon)
            {
                results.Add(await SoakRun.RunAsync(daemon, arguments.Cycles));
            }
            passed &= Judge(results[^1]) || results[^1].Daemon != "aotd";
        }
        return ResultFile.Write(arguments, "soak", JsonSerializer.Serialize(results, ResultFile.Options), passed);
    }

    private static bool Judge(SoakResult result)
    {
        bool passed = true;
        Console.WriteLine($"{result.Daemon}, growth over {result.Cycles} cycles");
        Line("PSS, MB", result.After.PssMegabytes - result.Before.PssMegabytes, Budgets.Read().SoakGrowthMegabytes);
        Line("descriptors", result.After.Descriptors - result.Before.Descriptors, 0);
        Line("threads", result.After.Threads - result.Before.Threads, ThreadLeeway);
        Line("files", result.After.Files - result.Before.Files, 0);
        Line("mounts", result.After.Mounts - result.Before.Mounts, 0);
        Line("cgroups", result.After.Cgroups - result.Before.Cgroups, 0);
        return passed;

        void Line(string what, double growth, double budget)
        {
            passed &= growth <= budget;
            Console.WriteLine($"  {what,-16}{growth,8:F1}  {(growth <= budget ? "pass" : "FAIL")} (budget {budget})");
        }
    }
}
