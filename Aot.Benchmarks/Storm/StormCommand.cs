using System.Text.Json;
using Aot.Benchmarks.Daemons;

namespace Aot.Benchmarks.Storm;

/// <summary>`storm`: what a hundred reloads a second do to clients that start containers and read the daemon's information.</summary>
internal static class StormCommand
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        using var daemon = new AotdDaemon(arguments.Aotd);
        StormResult result = await StormRun.RunAsync(daemon, arguments.Rounds, TimeSpan.FromSeconds(arguments.Seconds));
        double budget = Budgets.Read().StormRatio;
        Console.WriteLine($"{result.Signals} signals: {result.Applied} applied, {result.Refused} refused; {result.Starts} containers");
        Console.WriteLine($"{"ms",-8}{"quiet median",14}{"quiet p99",12}{"storm median",14}{"storm p99",12}{"ratio",8}");
        foreach (StormStep step in result.Steps)
        {
            string verdict = step.Ratio <= budget ? "pass" : "FAIL";
            Console.WriteLine(
                $"{step.Step,-8}{step.QuietMedian,14:F1}{step.QuietP99,12:F1}{step.StormMedian,14:F1}{step.StormP99,12:F1}{step.Ratio,8:F2}"
                + $"  {verdict} (budget {budget}; {step.QuietCount} and {step.StormCount} requests)");
        }
        Console.WriteLine($"requests that failed: {result.Failures.Count}  {Verdict(result.Failures.Count)}");
        Console.WriteLine($"mixed generations seen: {result.Mixed}  {Verdict(result.Mixed)}");
        foreach (string failure in result.Failures.Distinct().Take(5))
        {
            Console.WriteLine("  " + failure);
        }
        return ResultFile.Write(arguments, "storm", JsonSerializer.Serialize(result, ResultFile.Options), result.Failures.Count + result.Mixed == 0);

        static string Verdict(int count) => count == 0 ? "pass" : "FAIL";
    }
}
