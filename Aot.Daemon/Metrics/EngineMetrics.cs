using System.Diagnostics.Metrics;

namespace Aot.Daemon.Metrics;

/// <summary>What dockerd tells of the engine and its host, by dockerd's names.</summary>
internal static class EngineMetrics
{
    /// <param name="labels">Of engine_info: version, commit, daemon_id, ...</param>
    /// <param name="memory">Of the host, in bytes.</param>
    /// <param name="events">How many events there were.</param>
    public static void Register(Meter meter, KeyValuePair<string, object?>[] labels, int cpus, long memory, Func<long> events)
    {
        meter.CreateObservableGauge(
            "engine_daemon_engine_info",
            () => new Measurement<long>(1, labels),
            description: "The information related to the engine and the OS it is running on");
        meter.CreateObservableGauge(
            "engine_daemon_engine_cpus_cpus", () => (long)cpus, description: "The number of cpus that the host system of the engine has");
        meter.CreateObservableGauge(
            "engine_daemon_engine_memory_bytes", () => memory, description: "The number of bytes of memory that the host system of the engine has");
        meter.CreateObservableCounter("engine_daemon_events_total", events, description: "The number of events logged");
    }
}
