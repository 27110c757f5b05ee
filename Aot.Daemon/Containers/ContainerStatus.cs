using System.Text.Json.Serialization;

namespace Aot.Daemon.Containers;

/// <summary>The states of a container, as the API names them in lower case.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ContainerStatus>))]
internal enum ContainerStatus
{
    Created,
    Running,
    Paused,
    Restarting,
    Removing,
    Exited,
    Dead,
}
