using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>States in the API's words.</summary>
internal static class ContainerStatusNames
{
    public static readonly string[] All = ["created", "running", "paused", "restarting", "removing", "exited", "dead"];

    public static string ApiName(this ContainerStatus status) => All[(int)status];

    /// <summary>The state for people, as `docker ps` prints it.</summary>
    public static string Describe(ContainerState state, DateTimeOffset now) => state.Status switch
    {
        ContainerStatus.Created => "Created",
        ContainerStatus.Running => "Up " + HumanDuration.Format(now - state.StartedAt),
        ContainerStatus.Paused => "Up " + HumanDuration.Format(now - state.StartedAt) + " (Paused)",
        ContainerStatus.Restarting => $"Restarting ({state.ExitCode}) {HumanDuration.Format(now - state.FinishedAt)} ago",
        ContainerStatus.Removing => "Removal In Progress",
        ContainerStatus.Dead => "Dead",
        _ when state.FinishedAt == default => "Created",
        _ => $"Exited ({state.ExitCode}) {HumanDuration.Format(now - state.FinishedAt)} ago",
    };
}
