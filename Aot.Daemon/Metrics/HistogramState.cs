namespace Aot.Daemon.Metrics;

/// <summary>A series of a histogram.</summary>
internal sealed class HistogramState
{
    /// <summary>Measurements by bucket, the one without a bound last; null before the first.</summary>
    public long[]? Counts { get; set; }

    public double Sum { get; set; }
}
