using Aot.Daemon.Config;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Linux;
using Aot.Daemon.Logs;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>What a container's record says, checked once more before a start: the configuration, the host, or a hand in the file may have changed since
/// it was created.</summary>
internal sealed class RecordedSettings(HostFacts host)
{
    /// <summary>Fails as Invalid, whatever it is that does not hold any more; NotImplemented for what this version does not do. The caller holds the gate.</summary>
    public void Verify(ContainerEntry entry, DaemonSnapshot configuration)
    {
        ContainerRecord record = entry.Record;
        try
        {
            if (!ReferenceEquals(entry.Verified, record.HostConfig))
            {
                VerifyAll(record);
                entry.Verified = record.HostConfig;
            }
            else if (record.HostConfig.Mounts is { Length: > 0 })
            {
                MountPlan.RequireSources(MountPlan.Of(record.Config, record.HostConfig));
            }

            configuration.Runtimes.Validate(record.HostConfig.Runtime);
        }
        catch (DaemonException failure) when (failure.Kind is not (ErrorKind.Invalid or ErrorKind.NotImplemented))
        {
            throw DaemonException.Invalid(failure.Message, failure);
        }
    }

    /// <summary>What only another record makes wrong: once is enough.</summary>
    private void VerifyAll(ContainerRecord record)
    {
        // A host name that was made up and ports that the image exposes conflict with nothing: nobody asked for them.
        ContainerConfig asked = record.Config with { Hostname = "", Domainname = "", ExposedPorts = null };
        HostConfigValidation.Validate(asked, record.Config, record.HostConfig, host);
        _ = StopContainer.StopSignal(record.Config.StopSignal);
        if (record.HostConfig.LogConfig is { } log)
        {
            LogSettings.Validate(log);
        }
    }
}
