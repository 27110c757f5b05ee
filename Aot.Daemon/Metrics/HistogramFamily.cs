using System.Diagnostics.Metrics;
using System.Globalization;

namespace Aot.Daemon.Metrics;

/// <summary>Series that count what is recorded by size, in the buckets that the instrument advises.</summary>
internal sealed class HistogramFamily(Histogram<double> instrument) : MetricFamily<HistogramState>(instrument, "histogram")
{
    private readonly double[] _bounds = [.. instrument.Advice?.HistogramBucketBoundaries ?? []];

    protected override void Record(HistogramState state, double value)
    {
        state.Counts ??= new long[_bounds.Length + 1];
        state.Sum += value;
        int bucket = 0;
        while (bucket < _bounds.Length && value > _bounds[bucket])
        {
            bucket++;
        }

        state.Counts[bucket]++;
    }

    protected override void Write(PrometheusText text, string name, string labels, HistogramState state)
    {
        long count = 0;
        for (int i = 0; i < _bounds.Length; i++)
        {
            count += state.Counts?[i] ?? 0;
            text.WriteSample(name, "_bucket", WithBound(labels, _bounds[i].ToString(CultureInfo.InvariantCulture)), count);
        }

        count += state.Counts?[^1] ?? 0;
        text.WriteSample(name, "_bucket", WithBound(labels, "+Inf"), count);
        text.WriteSample(name, "_sum", labels, state.Sum);
        text.WriteSample(name, "_count", labels, count);
    }

    private static string WithBound(string labels, string bound) => labels.Length == 0 ? $"{{le=\"{bound}\"}}" : $"{labels[..^1]},le=\"{bound}\"}}";
}
