using System.Buffers;
using Aot.Daemon.Config;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Attach;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Containers.Networking;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Linux;

namespace Aot.Daemon.Exec;

/// <summary>The process of an exec: the container's own, but for what the exec says.</summary>
internal sealed class ExecSpecWriter(SpecWriter writer, SnapshotStore configuration, HostFacts facts, ContainerLinks links) : IExecSpecWriter
{
    public void Write(ContainerEntry container, ExecConfig exec, TerminalSize? size, IBufferWriter<byte> output)
    {
        ContainerRecord record = container.Record;
        ContainerConfig config = record.Config;
        HostConfig hostConfig = record.HostConfig;
        writer.WriteProcess(
            new ProcessInput
            {
                RootfsPath = container.RootfsPath,
                User = exec.User.Length > 0 ? exec.User : config.User,
                GroupAdd = exec.User.Length > 0 ? null : hostConfig.GroupAdd,
                Args = exec.Command,
                Env = links.EnvironmentOf(record) is { Length: > 0 } linked ? [.. linked, .. config.Env ?? []] : config.Env,
                ExecEnv = exec.Env,
                Hostname = config.Hostname,
                WorkingDir = exec.WorkingDir.Length > 0 ? exec.WorkingDir : config.WorkingDir,
                Terminal = exec.Tty,
                ConsoleSize = size is { } given ? [given.Rows, given.Columns] : null,
                Capabilities = exec.Privileged ? facts.Capabilities : CapabilityRules.Of(hostConfig, facts.Capabilities),
                KeepCapabilities = exec.Privileged,
                NoNewPrivileges = SecurityOptions.Of(hostConfig).NoNewPrivileges,
                Ulimits = hostConfig.Ulimits,
                DefaultUlimits = ContainerDefaults.OfSpec(configuration.Current.Config).Ulimits,
                OomScoreAdj = hostConfig.OomScoreAdj,
            },
            output);
    }
}
