using System.Text.Json.Serialization;

namespace Aot.Daemon.Info.Contracts;

/// <summary>A node outside a swarm, which is all that there is.</summary>
internal sealed record SwarmInfo
{
    [JsonPropertyName("NodeID")]
    public string NodeId => "";

    public string NodeAddr => "";

    public string LocalNodeState => "inactive";

    public bool ControlAvailable => false;

    public string Error => "";

    public string[]? RemoteManagers => null;
}
