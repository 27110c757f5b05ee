namespace Aot.Benchmarks.Latency;

/// <summary>The times of one step on one daemon, in milliseconds.</summary>
internal sealed class LatencySamples
{
    private readonly List<double> _milliseconds = [];

    public double Median => Quantile(0.5);

    public double P90 => Quantile(0.9);

    public double P99 => Quantile(0.99);

    public double Largest => Quantile(1);

    public int Count => _milliseconds.Count;

    public void Add(TimeSpan time) => _milliseconds.Add(time.TotalMilliseconds);

    public void Add(LatencySamples others) => _milliseconds.AddRange(others._milliseconds);

    /// <summary>The sample below which the given part of them lies (nearest rank); 0 when there are none.</summary>
    private double Quantile(double part)
    {
        double[] sorted = [.. _milliseconds.Order()];
        return sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(part * sorted.Length))];
    }
}
