using Aot.Benchmarks.Allocations;
using Aot.Benchmarks.Dns;
using Aot.Benchmarks.Footprint;
using Aot.Benchmarks.Latency;
using Aot.Benchmarks.Networks;
using Aot.Benchmarks.Parallel;
using Aot.Benchmarks.Reload;
using Aot.Benchmarks.Restore;
using Aot.Benchmarks.Soak;
using Aot.Benchmarks.Storm;
using BenchmarkDotNet.Running;

namespace Aot.Benchmarks;

/// <summary>The commands measure whole daemons, `dns` the name server (docs/benchmarks.md); anything else is BenchmarkDotNet's, for the micro-benchmarks.</summary>
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
            case "parallel":
                return await ParallelCommand.RunAsync(Arguments.Parse(args[1..]));
            case "restore":
                return await RestoreCommand.RunAsync(Arguments.Parse(args[1..]));
            case "soak":
                return await SoakCommand.RunAsync(Arguments.Parse(args[1..]));
            case "storm":
                return await StormCommand.RunAsync(Arguments.Parse(args[1..]));
            case "dns":
                return await DnsCommand.RunAsync(Arguments.Parse(args[1..]));
            case "networks":
                return await NetworksCommand.RunAsync(Arguments.Parse(args[1..]));
            default:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
                return 0;
        }
    }
}
