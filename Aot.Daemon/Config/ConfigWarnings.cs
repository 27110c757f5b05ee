using System.Collections.Immutable;
using Aot.Daemon.Registries;

namespace Aot.Daemon.Config;

/// <summary>What is accepted, but not as it was written, or has no effect: told at start, at a reload and by --validate. The configuration must be valid.</summary>
internal static class ConfigWarnings
{
    /// <param name="config">A valid one.</param>
    public static ImmutableArray<string> Of(DaemonConfig config)
    {
        ImmutableArray<string>.Builder warnings = ImmutableArray.CreateBuilder<string>();
        foreach (DaemonOption option in OptionTable.Rows)
        {
            if (option.Warning(config) is { } warning)
            {
                warnings.Add(warning);
            }
        }

        if (config.MetricsAddress is { IsLoopback: false } address)
        {
            warnings.Add($"metrics-addr: whoever reaches {address} can read the metrics");
        }

        foreach ((string feature, bool isOn) in config.Features)
        {
            if (isOn)
            {
                warnings.Add($"features: {feature} is not supported and has no effect");
            }
        }

        warnings.AddRange(RegistryHosts.Create(config.RegistryMirrors, config.InsecureRegistries).Warnings);
        return warnings.ToImmutable();
    }
}
