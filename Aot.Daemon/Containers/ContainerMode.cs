using Aot.Daemon.Containers.Contracts;

namespace Aot.Daemon.Containers;

/// <summary>The modes `container:ID`, by which a container joins a namespace of another.</summary>
internal static class ContainerMode
{
    private const string Prefix = "container:";

    /// <summary>The container has another's network.</summary>
    public static bool SharesNetwork(HostConfig host) => Reference(host.NetworkMode) is not null;

    /// <summary>The id or name in a mode; null for any other mode.</summary>
    public static string? Reference(string mode) => mode.StartsWith(Prefix, StringComparison.Ordinal) ? mode[Prefix.Length..] : null;

    /// <summary>The mode that joins a container.</summary>
    public static string Of(string id) => Prefix + id;
}
