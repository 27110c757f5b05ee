using System.Text.Json;

namespace Aot.Benchmarks;

/// <summary>What the project has set itself (budgets.json): megabytes are millions of bytes.</summary>
internal sealed record Budgets
{
    /// <summary>Median of `start` on aotd to that on dockerd, at most.</summary>
    public required double StartRatio { get; init; }

    /// <summary>Median of `start` on the default bridge on aotd to that on dockerd, at most.</summary>
    public required double BridgeStartRatio { get; init; }

    /// <summary>What the default bridge adds to aotd's median of `start` without a network, at most.</summary>
    public required double NetworkPartMilliseconds { get; init; }

    /// <summary>Median time that the network of the 100th or the 1,000th container takes to that of the first, at most.</summary>
    public required double NetworkGrowthRatio { get; init; }

    /// <summary>Bytes and connections a second through a published port of aotd to those of dockerd without its proxy, at least.</summary>
    public required double PublishedTrafficRatio { get; init; }

    /// <summary>Managed bytes that the daemon allocates for a start, at most.</summary>
    public required double StartAllocationBytes { get; init; }

    /// <summary>Containers a second of many starts at once on aotd to those on dockerd, at least.</summary>
    public required double ParallelThroughputRatio { get; init; }

    /// <summary>Median time from the exec after a kill -9 to all containers being listed, on aotd to that on dockerd, at most.</summary>
    public required double RestoreRatio { get; init; }

    /// <summary>PSS of aotd and its supervisor together that thousands of containers may add: the collector's leeway, not a leak's.</summary>
    public required double SoakGrowthMegabytes { get; init; }

    /// <summary>PSS of aotd and its supervisor together, idle after a first container.</summary>
    public required double IdlePssMegabytes { get; init; }

    /// <summary>The same after 10,000 requests.</summary>
    public required double PssAfterRequestsMegabytes { get; init; }

    /// <summary>Median time from exec to the first answered /_ping.</summary>
    public required double FirstPingMilliseconds { get; init; }

    /// <summary>99th percentile of the time from SIGHUP to the first /info of the new configuration.</summary>
    public required double ReloadMilliseconds { get; init; }

    /// <summary>PSS that 1,000 reloads may add: the collector's leeway, not a leak's.</summary>
    public required double ReloadGrowthMegabytes { get; init; }

    /// <summary>99th percentile of a request during a storm of reloads to that of a quiet time in the same run, at most.</summary>
    public required double StormRatio { get; init; }

    /// <summary>Bytes; kept beside, in budgets/binary-size, because publish.sh holds it.</summary>
    public long BinaryBytes { get; private init; }

    public static Budgets Read()
    {
        string file = Path.Combine(Arguments.Repository, "Aot.Benchmarks", "budgets.json");
        Budgets budgets = JsonSerializer.Deserialize<Budgets>(File.ReadAllText(file), JsonSerializerOptions.Web)!;
        string size = File.ReadLines(Path.Combine(Arguments.Repository, "budgets", "binary-size")).First(line => line.Length > 0 && char.IsAsciiDigit(line[0]));
        return budgets with { BinaryBytes = long.Parse(new string([.. size.TakeWhile(char.IsAsciiDigit)])) };
    }
}
