using System.Diagnostics.Metrics;
using Aot.Daemon.Containers;
using Aot.Daemon.Events;
using Aot.Daemon.Info;
using Aot.Daemon.Linux;
using Aot.Daemon.Metrics;

namespace Aot.Daemon;

/// <summary>What /metrics tells of the whole daemon, and of the features, which it does not know.</summary>
internal static class DaemonMetrics
{
    public static void Register(Meter meter, HostFacts host, string engineId, EventService events)
    {
        var description = new HostDescription();
        KeyValuePair<string, object?>[] labels =
        [
            new("version", BuildVersion.Number),
            new("commit", BuildVersion.Commit),
            new("architecture", HostDescription.Machine),
            new("graphdriver", "overlay2"),
            new("kernel", description.KernelVersion),
            new("os", description.OperatingSystem),
            new("os_type", "linux"),
            new("os_version", description.OperatingSystemVersion),
            new("daemon_id", engineId),
        ];
        EngineMetrics.Register(meter, labels, host.CpuCount, description.MemoryBytes, () => events.Published);
        ProcessMetrics.Register(meter);
    }

    public static MetricsCollector Collect(Meter meter, ContainerMetrics containers, ReloadMetrics reloads)
    {
        var collector = new MetricsCollector(meter);
        collector.Expect(containers.Actions, ContainerMetrics.ActionTag, ContainerMetrics.ActionNames);
        collector.Expect(containers.FailedStarts, ContainerMetrics.ReasonTag, ContainerMetrics.Reasons);
        collector.Expect(reloads.Reloads, ReloadMetrics.OutcomeTag, ReloadMetrics.Outcomes);
        return collector;
    }
}
