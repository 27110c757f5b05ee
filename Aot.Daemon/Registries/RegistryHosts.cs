using System.Collections.Immutable;

namespace Aot.Daemon.Registries;

/// <summary>Where images are pulled from: what `registry-mirrors` and `insecure-registries` make of a reference. Immutable.</summary>
internal sealed record RegistryHosts
{
    private RegistryHosts()
    {
    }

    /// <summary>docker.io's mirrors, in the order to be asked in.</summary>
    public ImmutableArray<string> Mirrors { get; private init; } = [];

    public ImmutableArray<string> InsecureRegistries { get; private init; } = [];

    /// <summary>Fails as Invalid for what is no mirror or no registry.</summary>
    public static RegistryHosts Create(IReadOnlyList<string> mirrors, IReadOnlyList<string> insecureRegistries) =>
        new() { Mirrors = [.. mirrors], InsecureRegistries = [.. insecureRegistries] };
}
