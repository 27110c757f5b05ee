using Aot.Daemon.Networks.Contracts;

namespace Aot.Daemon.Containers;

/// <summary>A container's networks as the API tells them. Of the predefined ones only none and host exist yet.</summary>
internal static class ContainerNetworks
{
    public static SortedDictionary<string, EndpointSettings> Describe(ContainerRecord record)
    {
        string mode = record.HostConfig.NetworkMode;
        return mode is "none" or "host" ? new SortedDictionary<string, EndpointSettings> { [mode] = new EndpointSettings() } : [];
    }
}
