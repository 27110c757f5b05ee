using System.Diagnostics;
using System.Text.Json.Nodes;
using Aot.Benchmarks.Latency;
using Aot.Daemon.Networks.Dns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aot.Benchmarks.Dns;

/// <summary>
/// `dns`: the name server in network namespaces of the benchmark's own: how long opening a sandbox takes, queries per second and their times. With --namespace the clients
/// ask whoever serves there instead, such as another daemon in a container's namespace, for the name given.
/// </summary>
internal static class DnsCommand
{
    private const string Name = "web";

    public static async Task<int> RunAsync(Arguments arguments)
    {
        JsonObject result = [];
        if (arguments.Namespace is { } given)
        {
            await AskAsync(result, given, arguments.Name ?? Name, arguments.Count ?? 1000);
        }
        else
        {
            await MeasureOwnAsync(result, arguments);
        }
        string output = arguments.Output ?? Path.Combine(Arguments.Repository, "artifacts", "dns.json");
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        File.WriteAllText(output, result.ToJsonString(ResultFile.Options) + "\n");
        Console.WriteLine(output);
        return 0;
    }

    private static async Task MeasureOwnAsync(JsonObject result, Arguments arguments)
    {
        string[] namespaces = [.. Enumerable.Range(0, arguments.Iterations ?? 30).Select(i => $"aotd-bench-{Environment.ProcessId}-{i}")];
        await using DnsService service = new(new OneName(Name), new NoHolder(), "/dev/null", TimeProvider.System, NullLogger<DnsService>.Instance);
        try
        {
            foreach (string name in namespaces)
            {
                Ip("netns", "add", name);
                Ip("-n", name, "link", "set", "lo", "up");
            }
            // The first is for the code's sake.
            await OpenAsync(service, namespaces[0]);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            LatencySamples opens = new();
            foreach (string name in namespaces[1..])
            {
                opens.Add(await OpenAsync(service, name));
            }
            long memory = (GC.GetTotalMemory(forceFullCollection: true) - before) / Math.Max(1, opens.Count);
            Report(result, "open", opens);
            Console.WriteLine($"{"",-12}{memory,10} bytes of managed memory a sandbox");
            result["open"]!["bytes"] = memory;
            await AskAsync(result, "/run/netns/" + namespaces[0], Name, arguments.Count ?? 1000);
        }
        finally
        {
            foreach (string name in namespaces.Where(name => File.Exists("/run/netns/" + name)))
            {
                Ip("netns", "delete", name);
            }
        }
    }

    private static async Task<TimeSpan> OpenAsync(DnsService service, string name)
    {
        long start = Stopwatch.GetTimestamp();
        await service.OpenAsync(new DnsSandbox { ContainerId = name, NamespacePath = "/run/netns/" + name });
        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task AskAsync(JsonObject result, string namespacePath, string name, int queries)
    {
        await DnsLoad.RunAsync(namespacePath, name, 1, queries / 10);
        foreach (int clients in (int[])[1, 8])
        {
            (LatencySamples samples, TimeSpan elapsed) = await DnsLoad.RunAsync(namespacePath, name, clients, queries);
            string row = $"{clients} clients";
            Report(result, row, samples);
            double rate = samples.Count / elapsed.TotalSeconds;
            Console.WriteLine($"{"",-12}{rate,10:F0} queries per second");
            result[row]!["perSecond"] = rate;
        }
    }

    private static void Report(JsonObject result, string row, LatencySamples samples)
    {
        Console.WriteLine($"{row,-12}median {samples.Median,8:F3} ms  p99 {samples.P99,8:F3} ms  largest {samples.Largest,8:F3} ms");
        result[row] = new JsonObject { ["median"] = samples.Median, ["p99"] = samples.P99, ["largest"] = samples.Largest, ["count"] = samples.Count };
    }

    private static void Ip(params string[] arguments)
    {
        using Process process = Process.Start("ip", arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)} failed");
        }
    }
}
