using Aot.Daemon.Info.Contracts;
using Aot.Daemon.Registries;

namespace Aot.Daemon.Info;

/// <summary>The registries of a snapshot as /info tells them.</summary>
internal static class RegistryDescription
{
    public static RegistryConfig Of(RegistryHosts registries)
    {
        var indexes = new SortedDictionary<string, RegistryIndex>(StringComparer.Ordinal);
        foreach (string host in registries.InsecureHosts)
        {
            indexes[host] = new RegistryIndex { Name = host, Mirrors = [], Secure = false, Official = false };
        }

        string[] mirrors = [.. registries.Mirrors];
        indexes[RegistryHosts.DockerHub] = new RegistryIndex { Name = RegistryHosts.DockerHub, Mirrors = mirrors, Secure = true, Official = true };
        return new RegistryConfig
        {
            InsecureRegistryCidrs = Array.ConvertAll([.. registries.InsecureNetworks], network => network.ToString()),
            IndexConfigs = indexes,
            Mirrors = mirrors,
        };
    }
}
