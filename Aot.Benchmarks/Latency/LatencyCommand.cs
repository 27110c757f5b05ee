using System.Text.Json;
using System.Text.Json.Nodes;
using Aot.Benchmarks.Daemons;

namespace Aot.Benchmarks.Latency;

/// <summary>`latency`: a table of medians and p90 a step, the ratio of aotd to dockerd, and a JSON file of the same.</summary>
internal static class LatencyCommand
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        List<MeasuredDaemon> daemons = MeasuredDaemon.Chosen(arguments);
        try
        {
            byte[] image = BusyboxImage.Archive();
            foreach (MeasuredDaemon daemon in daemons)
            {
                daemon.Start();
                await daemon.Client.LoadAsync(image);
            }
            var run = new LatencyRun();
            int iterations = arguments.Iterations ?? 30;
            await run.RunAsync(daemons, iterations);
            Print(run, [.. daemons.Select(daemon => daemon.Name)], iterations, arguments);
            return 0;
        }
        finally
        {
            daemons.ForEach(daemon => daemon.Dispose());
        }
    }

    private static void Print(LatencyRun run, string[] daemons, int iterations, Arguments arguments)
    {
        JsonArray rows = [];
        Console.WriteLine($"milliseconds, {iterations} iterations; ratio: aotd / dockerd, of the medians");
        Console.WriteLine($"{"network",-8}{"step",-8}{string.Concat(daemons.Select(name => $"{name + " median",16}{name + " p90",14}"))}{"ratio",8}");
        foreach (string network in LatencyRun.Networks)
        {
            foreach (string step in LatencyRun.Steps)
            {
                JsonObject row = new() { ["network"] = network, ["step"] = step };
                string line = $"{network,-8}{step,-8}";
                foreach (string daemon in daemons)
                {
                    LatencySamples samples = run.Samples(daemon, network, step);
                    line += $"{samples.Median,16:F1}{samples.P90,14:F1}";
                    row[daemon] = new JsonObject { ["median"] = samples.Median, ["p90"] = samples.P90, ["count"] = samples.Count };
                }
                if (daemons.Length == 2)
                {
                    double ratio = run.Samples("aotd", network, step).Median / run.Samples("dockerd", network, step).Median;
                    line += $"{ratio,8:F2}";
                    row["ratio"] = ratio;
                    if (step == "start")
                    {
                        double budget = Budgets.Read().StartRatio;
                        line += $"  {(ratio <= budget ? "pass" : "FAIL")} (budget {budget})";
                    }
                }
                Console.WriteLine(line);
                rows.Add(row);
            }
        }
        ResultFile.Write(arguments, "latency", rows.ToJsonString(ResultFile.Options));
    }
}
