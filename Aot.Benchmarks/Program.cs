using Aot.Benchmarks.Allocations;
using Aot.Benchmarks.Dns;
using Aot.Benchmarks.Footprint;
using Aot.Benchmarks.Latency;
using Aot.Benchmarks.Reload;
using Aot.Benchmarks.Storm;
using BenchmarkDotNet.Running;

namespace Aot.Benchmarks;

/// <summary>`latency`, `footprint`, `reload` and `storm` measure whole daemons, `dns` the name server; anything else is BenchmarkDotNet's, for the micro-benchmarks.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        switch (args.FirstOrDefault())
        {
            case "allocations":
                return await AllocationsCommand.RunAsync(Arguments.Parse(args[1..]));
            case "latency":
                return await LatencyCommand.RunAsync(Arguments.Parse(args[1..]));
            case "footprint":
                return await FootprintCommand.RunAsync(Arguments.Parse(args[1..]));
            case "reload":
                return await ReloadCommand.RunAsync(Arguments.Parse(args[1..]));
            case "storm":
                return await StormCommand.RunAsync(Arguments.Parse(args[1..]));
            case "dns":
                return await DnsCommand.RunAsync(Arguments.Parse(args[1..]));
            default:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
                return 0;
        }
    }
}
