namespace Aot.Daemon.Networks.Contracts;

/// <summary>The network whose configuration another one has; swarm's.</summary>
internal sealed record ConfigReference
{
    public string Network { get; init => field = value ?? ""; } = "";
}
