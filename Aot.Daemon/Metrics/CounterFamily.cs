using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Aot.Daemon.Metrics;

/// <summary>Series that add up what is recorded.</summary>
internal sealed class CounterFamily(Instrument instrument) : MetricFamily<StrongBox<double>>(instrument, "counter")
{
    protected override void Record(StrongBox<double> state, double value) => state.Value += value;

    protected override void Write(PrometheusText text, string name, string labels, StrongBox<double> state) => text.WriteSample(name, "", labels, state.Value);
}
