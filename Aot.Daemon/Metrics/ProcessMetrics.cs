using System.Diagnostics.Metrics;
using Aot.Daemon.Linux;

namespace Aot.Daemon.Metrics;

/// <summary>What the daemon's own process takes: by the names of Prometheus' own clients, and of the garbage collector. Read when asked for.</summary>
internal static class ProcessMetrics
{
    public static void Register(Meter meter)
    {
        meter.CreateObservableCounter(
            "process_cpu_seconds_total", () => Environment.CpuUsage.TotalTime.TotalSeconds, description: "Total user and system CPU time spent in seconds.");
        meter.CreateObservableGauge("process_open_fds", () => ProcessFacts.OpenFiles(), description: "Number of open file descriptors.");
        meter.CreateObservableGauge("process_max_fds", () => OpenFileLimit.Soft(), description: "Maximum number of open file descriptors.");
        meter.CreateObservableGauge("process_resident_memory_bytes", () => Environment.WorkingSet, description: "Resident memory size in bytes.");
        meter.CreateObservableGauge(
            "process_proportional_memory_bytes",
            () => ProcessFacts.ProportionalMemory(),
            description: "Memory of the process with its share of what it shares with others (PSS), in bytes");
        meter.CreateObservableGauge("process_threads", () => ProcessFacts.Threads(), description: "Number of threads");
        meter.CreateObservableCounter("dotnet_gc_collections_total", Collections, description: "Garbage collections by generation");
        meter.CreateObservableCounter(
            "dotnet_gc_allocated_bytes_total",
            () => GC.GetTotalAllocatedBytes(precise: true),
            description: "Bytes of managed memory allocated since the start");
        meter.CreateObservableGauge("dotnet_gc_heap_bytes", () => GC.GetTotalMemory(forceFullCollection: false), description: "Bytes of managed memory in use");
    }

    private static IEnumerable<Measurement<long>> Collections()
    {
        for (int generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            // The runtime counts a collection of an older generation as one of each younger, too.
            long older = generation < GC.MaxGeneration ? GC.CollectionCount(generation + 1) : 0;
            yield return new Measurement<long>(GC.CollectionCount(generation) - older, new KeyValuePair<string, object?>("generation", generation));
        }
    }
}
