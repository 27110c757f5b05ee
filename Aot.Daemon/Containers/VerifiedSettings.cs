using Aot.Daemon.Config;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Runtimes;

namespace Aot.Daemon.Containers;

/// <summary>Which settings of a container were last found right, and under which configuration: by reference, for neither ever changes.</summary>
internal readonly struct VerifiedSettings(ContainerRecord record, DaemonSnapshot configuration)
{
    private readonly ContainerConfig _config = record.Config;
    private readonly HostConfig _hostConfig = record.HostConfig;
    private readonly RuntimeCatalog _runtimes = configuration.Runtimes;

    public bool Are(ContainerRecord record, DaemonSnapshot configuration) =>
        ReferenceEquals(_config, record.Config) && ReferenceEquals(_hostConfig, record.HostConfig) && ReferenceEquals(_runtimes, configuration.Runtimes);
}
