using System.Text.Json;
using Aot.Benchmarks.Daemons;

namespace Aot.Benchmarks.Allocations;

/// <summary>`allocations`: the garbage that a start leaves in the daemon.</summary>
internal static class AllocationsCommand
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        using var daemon = new AotdDaemon(arguments.Aotd);
        AllocationsResult result = await AllocationsRun.RunAsync(daemon, arguments.Count ?? 100);
        double budget = Budgets.Read().StartAllocationBytes;
        Console.WriteLine($"managed bytes that the daemon allocates, a request ({result.Count} of each)");
        Console.WriteLine($"  {"start",-24}{result.StartBytes,8:F0}  {(result.StartBytes <= budget ? "pass" : "FAIL")} (budget {budget})");
        Console.WriteLine($"  {"_ping",-24}{result.PingBytes,8:F0}");
        Console.WriteLine($"  {"inspect",-24}{result.InspectBytes,8:F0}");
        Console.WriteLine($"  {"remove, running",-24}{result.RemoveBytes,8:F0}");
        return ResultFile.Write(arguments, "allocations", JsonSerializer.Serialize(result, ResultFile.Options));
    }
}
