using System.Diagnostics.Metrics;
using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>What is measured of containers: dockerd's instruments by dockerd's names and buckets, and failed starts. Recording allocates nothing, and does
/// next to nothing while nobody listens.</summary>
internal sealed class ContainerMetrics
{
    public const string ActionTag = "action";
    public const string ReasonTag = "reason";

    public const string Start = "start";
    public const string Create = "create";
    public const string Delete = "delete";

    // Seconds; the default buckets of Prometheus' clients, and so dockerd's.
    private static readonly double[] Buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly TimeProvider _time;
    private readonly Histogram<double> _actions;
    private readonly Counter<long> _failedStarts;

    public ContainerMetrics(Meter meter, ContainerDirectory directory, TimeProvider time)
    {
        _time = time;
        _actions = meter.CreateHistogram(
            "engine_daemon_container_actions_seconds",
            unit: null,
            "The number of seconds it takes to process each container action",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = Buckets });
        _failedStarts = meter.CreateCounter<long>("aotd_container_failed_starts_total", description: "Starts that failed, by reason");
        meter.CreateObservableCounter("engine_daemon_health_checks_total", NoHealthChecks, description: "The total number of health checks");
        meter.CreateObservableCounter(
            "engine_daemon_health_checks_failed_total", NoHealthChecks, description: "The total number of failed health checks");
        meter.CreateObservableGauge(
            "engine_daemon_container_states_containers", () => States(directory), description: "The count of containers in various states");
    }

    /// <summary>Its series are the <see cref="ActionNames"/>, by <see cref="ActionTag"/>.</summary>
    public Instrument Actions => _actions;

    /// <summary>Its series are the <see cref="Reasons"/>, by <see cref="ReasonTag"/>.</summary>
    public Instrument FailedStarts => _failedStarts;

    public static string[] ActionNames { get; } = [Start, Create, Delete];

    public static string[] Reasons { get; } =
        ["not_executable", "command_not_found", "mount_type_mismatch", "runtime", "settings", "unavailable", "system", "internal"];

    /// <summary>A moment to measure from.</summary>
    public long Now() => _time.GetTimestamp();

    /// <summary>An action has succeeded.</summary>
    /// <param name="begun">What <see cref="Now"/> was when it began.</param>
    public void Done(string action, long begun) =>
        _actions.Record(_time.GetElapsedTime(begun).TotalSeconds, new KeyValuePair<string, object?>(ActionTag, action));

    /// <summary>A start that had begun has failed.</summary>
    public void StartFailed(Exception failure) => _failedStarts.Add(1, new KeyValuePair<string, object?>(ReasonTag, Reason(failure)));

    /// <summary>This version runs none.</summary>
    private static long NoHealthChecks() => 0;

    private static string Reason(Exception failure) => failure switch
    {
        RuntimeStartException { Failure: RuntimeStartFailure.NotExecutable } => "not_executable",
        RuntimeStartException { Failure: RuntimeStartFailure.CommandNotFound } => "command_not_found",
        RuntimeStartException { Failure: RuntimeStartFailure.MountTypeMismatch } => "mount_type_mismatch",
        RuntimeStartException => "runtime",

        // Of the container, its users, devices and mounts among them, or of what it refers to.
        DaemonException { Kind: ErrorKind.Invalid or ErrorKind.NotFound or ErrorKind.Conflict or ErrorKind.NotImplemented } => "settings",
        DaemonException { Kind: ErrorKind.Unavailable } => "unavailable",

        // The host's: a disk, a mount, a limit.
        DaemonException => "system",
        _ => "internal",
    };

    private static IEnumerable<Measurement<long>> States(ContainerDirectory directory)
    {
        ContainerTally tally = ContainerTally.Of(directory);
        return [State("running", tally.Running), State("paused", tally.Paused), State("stopped", tally.Stopped)];
    }

    private static Measurement<long> State(string state, int count) => new(count, new KeyValuePair<string, object?>("state", state));
}
