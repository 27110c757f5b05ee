using System.Text.Json;
using Aot.Benchmarks.Daemons;

namespace Aot.Benchmarks.Footprint;

/// <summary>`footprint`: what each daemon takes, and aotd's figures against the budgets.</summary>
internal static class FootprintCommand
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        List<FootprintResult> results = [];
        if (arguments.Measures("aotd"))
        {
            using var aotd = new AotdDaemon(arguments.Aotd);
            results.Add(await FootprintRun.RunAsync(aotd));
            Judge(results[0], Budgets.Read());
        }
        if (arguments.Measures("dockerd"))
        {
            using var dockerd = new DockerdDaemon();
            results.Add(await FootprintRun.RunAsync(dockerd));
            Print(results[^1]);
        }
        return ResultFile.Write(arguments, "footprint", JsonSerializer.Serialize(results, ResultFile.Options));
    }

    private static void Judge(FootprintResult result, Budgets budgets)
    {
        Console.WriteLine(result.Daemon);
        Line("exec to first ping, ms", result.FirstPingMilliseconds, budgets.FirstPingMilliseconds);
        Line("idle PSS, MB", result.IdlePssMegabytes, budgets.IdlePssMegabytes);
        Line("PSS after 10,000 requests, MB", result.PssAfterRequestsMegabytes, budgets.PssAfterRequestsMegabytes);
        Line("binary, MB", result.BinaryBytes / 1e6, budgets.BinaryBytes / 1e6);

        static void Line(string what, double value, double budget) =>
            Console.WriteLine($"  {what,-32}{value,8:F1}  {(value <= budget ? "pass" : "FAIL")} (budget {budget:F1})");
    }

    private static void Print(FootprintResult result)
    {
        Console.WriteLine(result.Daemon);
        Console.WriteLine($"  {"exec to first ping, ms",-32}{result.FirstPingMilliseconds,8:F1}");
        Console.WriteLine($"  {"idle PSS, MB",-32}{result.IdlePssMegabytes,8:F1}");
        Console.WriteLine($"  {"PSS after 10,000 requests, MB",-32}{result.PssAfterRequestsMegabytes,8:F1}");
        Console.WriteLine($"  {"binary, MB",-32}{result.BinaryBytes / 1e6,8:F1}");
    }
}
