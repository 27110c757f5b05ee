using System.Diagnostics.Metrics;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Metrics;

/// <summary>Follows the instruments of one meter and tells what they measured in Prometheus' text format 0.0.4. Instruments have the names that they
/// are told by. Recording allocates only for the first measurement of a series. Safe for concurrent use.</summary>
internal sealed class MetricsCollector : IDisposable
{
    private readonly Meter _meter;
    private readonly MeterListener _listener = new();

    // Guards _families, and keeps scrapes apart.
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);

    public MetricsCollector(Meter meter)
    {
        _meter = meter;
        _listener.InstrumentPublished = OnPublished;
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>Tells a series from the start on, before its first measurement: a rate can be taken of a series only from its second value on.</summary>
    public void Expect(Instrument instrument, string tag, params ReadOnlySpan<string> values)
    {
        lock (_gate)
        {
            MetricFamily family = _families[instrument.Name];
            foreach (string value in values)
            {
                family.Expect(new KeyValuePair<string, object?>(tag, value));
            }
        }
    }

    /// <summary>Writes all families, sorted by name.</summary>
    public void Write(PooledBuffer output)
    {
        lock (_gate)
        {
            _listener.RecordObservableInstruments();
            var text = new PrometheusText(output);
            foreach (MetricFamily family in _families.Values)
            {
                family.Write(text);
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private void OnPublished(Instrument instrument, MeterListener listener)
    {
        if (!ReferenceEquals(instrument.Meter, _meter))
        {
            return;
        }

        MetricFamily family = instrument switch
        {
            Histogram<double> histogram => new HistogramFamily(histogram),
            Counter<long> => new CounterFamily(instrument),
            ObservableCounter<long> or ObservableCounter<double> => new ObservedFamily(instrument, "counter"),
            _ => new ObservedFamily(instrument, "gauge"),
        };
        lock (_gate)
        {
            _families[instrument.Name] = family;
        }

        listener.EnableMeasurementEvents(instrument, family);
    }
}
