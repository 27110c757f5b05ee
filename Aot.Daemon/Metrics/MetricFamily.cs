namespace Aot.Daemon.Metrics;

/// <summary>What an instrument measured.</summary>
internal abstract class MetricFamily
{
    public abstract void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);

    /// <summary>Makes the series of these tags be there without a measurement.</summary>
    public abstract void Expect(params ReadOnlySpan<KeyValuePair<string, object?>> tags);

    /// <summary>Writes the family; nothing while it has no series.</summary>
    public abstract void Write(PrometheusText text);
}
