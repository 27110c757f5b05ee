namespace Aot.Daemon.Info.Contracts;

/// <summary>A registry as /info tells it.</summary>
internal sealed record RegistryIndex
{
    public required string Name { get; init; }

    public required string[] Mirrors { get; init; }

    public required bool Secure { get; init; }

    public required bool Official { get; init; }
}
