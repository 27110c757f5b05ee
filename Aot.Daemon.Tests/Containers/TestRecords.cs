using System.Text.Json;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Http;

namespace Aot.Daemon.Tests.Containers;

/// <summary>Container records for tests that care about one thing in them.</summary>
internal static class TestRecords
{
    /// <summary>All that a state says, to compare it by.</summary>
    public static string Text(ContainerState state) => JsonSerializer.Serialize(state, ApiJsonContext.Default.ContainerState);

    public static ContainerRecord Create(string id, string name, ContainerStatus status = ContainerStatus.Created) => new()
    {
        Version = ContainerRecord.CurrentVersion,
        Id = id,
        Name = name,
        Created = DateTimeOffset.UnixEpoch,
        ImageId = "sha256:" + new string('1', 64),
        Layers = [],
        Path = "/bin/true",
        Args = [],
        Config = new ContainerConfig { Image = "test", Labels = [] },
        HostConfig = new HostConfig { NetworkMode = "none" },
        State = new ContainerState { Status = status },
    };
}
