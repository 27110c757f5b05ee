namespace Aot.Daemon.Containers.Contracts;

/// <summary>A port in a container list.</summary>
internal sealed record PortSummary
{
    public string? IP { get; init; }

    public ushort PrivatePort { get; init; }

    public ushort? PublicPort { get; init; }

    public string Type { get; init => field = value ?? "tcp"; } = "tcp";
}
