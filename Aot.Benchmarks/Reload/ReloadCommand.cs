using System.Text.Json;
using Aot.Benchmarks.Daemons;

namespace Aot.Benchmarks.Reload;

/// <summary>`reload`: how soon a SIGHUP is followed by the new configuration, and what many reloads leave behind.</summary>
internal static class ReloadCommand
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        using var daemon = new AotdDaemon(arguments.Aotd);
        ReloadResult result = await ReloadRun.RunAsync(daemon, arguments.Runtimes, arguments.Count ?? 1000);
        Budgets budgets = Budgets.Read();
        Console.WriteLine($"{result.Reloads} reloads, {result.Runtimes} runtimes with arguments, none of them changed");
        Line("SIGHUP to /info, median, ms", result.MedianMilliseconds, budgets.ReloadMilliseconds);
        Line("SIGHUP to /info, p99, ms", result.P99Milliseconds, budgets.ReloadMilliseconds);
        Console.WriteLine($"  {"one /info alone, median, ms",-32}{result.InfoMedianMilliseconds,8:F2}");
        Console.WriteLine($"  {"one /info alone, p99, ms",-32}{result.InfoP99Milliseconds,8:F2}");
        Line("growth of PSS, MB", result.After.PssMegabytes - result.Before.PssMegabytes, budgets.ReloadGrowthMegabytes);
        Line("growth of descriptors", result.After.Descriptors - result.Before.Descriptors, 0);
        Line("growth of files", result.After.Files - result.Before.Files, 0);
        ResultFile.Write(arguments, "reload", JsonSerializer.Serialize(result, ResultFile.Options));
        return 0;

        static void Line(string what, double value, double budget) =>
            Console.WriteLine($"  {what,-32}{value,8:F2}  {(value <= budget ? "pass" : "FAIL")} (budget {budget})");
    }
}
