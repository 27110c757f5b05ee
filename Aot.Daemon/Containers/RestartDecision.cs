using Aot.Daemon.Containers.Contracts;

namespace Aot.Daemon.Containers;

/// <summary>Whether a container is started again, and after which wait: dockerd's rules, pure.</summary>
internal static class RestartDecision
{
    /// <summary>The wait for the first restart; it doubles with each that follows.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);

    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    /// <summary>A run of this length was no failing start: the waits begin anew after it.</summary>
    public static readonly TimeSpan LongRun = TimeSpan.FromSeconds(10);

    /// <summary>Whether the end of a run is followed by a restart. A run whose end a user asked for never is.</summary>
    /// <param name="ended">The state with the run's end in it.</param>
    public static bool AfterExit(RestartPolicy? policy, ContainerState ended) => !ended.StoppedByUser && Allows(policy, ended);

    /// <summary>
    /// Whether a daemon that starts starts a container that does not run. One that was never started is not. As with dockerd, `always` and `on-failure` mean
    /// it even for what a user stopped: only `unless-stopped` asks. One that was waiting for a restart has been found worth it already.
    /// </summary>
    public static bool AtDaemonStart(RestartPolicy? policy, ContainerState state) =>
        state.Status == ContainerStatus.Restarting
        || (state.StartedAt != default && !(policy is { Name: "unless-stopped" } && state.StoppedByUser) && Allows(policy, state));

    /// <param name="last">The wait before; zero for none.</param>
    /// <param name="run">How long the container ran since.</param>
    public static TimeSpan NextDelay(TimeSpan last, TimeSpan run)
    {
        if (last == TimeSpan.Zero || run >= LongRun)
        {
            return FirstDelay;
        }

        return last * 2 < LongestDelay ? last * 2 : LongestDelay;
    }

    private static bool Allows(RestartPolicy? policy, ContainerState state) => policy?.Name switch
    {
        "always" or "unless-stopped" => true,
        "on-failure" => state.ExitCode != 0 && (policy.MaximumRetryCount == 0 || state.RestartCount < policy.MaximumRetryCount),
        _ => false,
    };
}
