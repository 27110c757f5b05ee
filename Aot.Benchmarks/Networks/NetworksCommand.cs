using System.Text.Json.Nodes;

namespace Aot.Benchmarks.Networks;

/// <summary>`networks`: what networks cost a start, alone and among a thousand, how much passes a published port, and how fast names are answered.</summary>
internal static class NetworksCommand
{
    private static readonly (string Name, Func<Arguments, Task<JsonNode>> RunAsync)[] Parts =
    [
        ("starts", NetworkStarts.RunAsync),
        ("growth", NetworkGrowth.RunAsync),
        ("traffic", PublishedTraffic.RunAsync),
        ("names", ContainerNames.RunAsync),
    ];

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var wanted = Parts.Where(part => arguments.Part is null || part.Name == arguments.Part).ToArray();
        if (wanted.Length == 0)
        {
            throw new ArgumentException($"--part is one of {string.Join(", ", Parts.Select(part => part.Name))}");
        }
        JsonObject result = [];
        foreach ((string name, Func<Arguments, Task<JsonNode>> runAsync) in wanted)
        {
            string load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
            Console.WriteLine($"{name} (load of the machine before: {load})");
            JsonNode part = await runAsync(arguments);
            result[name] = new JsonObject { ["load"] = double.Parse(load), ["result"] = part };
        }
        return ResultFile.Write(arguments, arguments.Part is { } one ? "networks-" + one : "networks", result.ToJsonString(ResultFile.Options));
    }

    /// <summary>How a figure compares with its budget, for a line of a table.</summary>
    public static string Verdict(bool passed, double budget) => $"  {(passed ? "pass" : "FAIL")} (budget {budget})";
}
