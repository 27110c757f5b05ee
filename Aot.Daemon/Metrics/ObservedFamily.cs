using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Aot.Daemon.Metrics;

/// <summary>Series that are what was observed last.</summary>
/// <param name="type">counter for what only rises, else gauge.</param>
internal sealed class ObservedFamily(Instrument instrument, string type) : MetricFamily<StrongBox<double>>(instrument, type)
{
    protected override void Record(StrongBox<double> state, double value) => state.Value = value;

    protected override void Write(PrometheusText text, string name, string labels, StrongBox<double> state) => text.WriteSample(name, "", labels, state.Value);
}
