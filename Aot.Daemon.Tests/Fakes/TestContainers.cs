using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Tests.Fakes;

/// <summary>Containers without a service: what a test puts in is found.</summary>
internal sealed class TestContainers : IContainerDirectory
{
    private readonly Dictionary<string, ContainerEntry> _entries = [];

    public ContainerEntry Find(string reference) =>
        _entries.GetValueOrDefault(reference) ?? throw DaemonException.NotFound($"No such container: {reference}");

    public ContainerEntry Add(ContainerRecord record, string folder = "/nonexistent")
    {
        var entry = new ContainerEntry(record, folder);
        _entries[record.Id] = entry;
        _entries[record.Name] = entry;
        return entry;
    }

    /// <summary>A running container named c, with a task.</summary>
    public (ContainerEntry Entry, ScriptedTask Task) AddRunning(string folder = "/nonexistent", ContainerConfig? config = null)
    {
        ContainerEntry entry = Add(Record(ContainerStatus.Running, config), folder);
        var engineTask = new ScriptedTask(entry.Id);
        entry.Task = engineTask;
        return (entry, engineTask);
    }

    public static ContainerRecord Record(ContainerStatus status = ContainerStatus.Created, ContainerConfig? config = null, HostConfig? host = null) => new()
    {
        Version = ContainerRecord.CurrentVersion,
        Id = HexId.New(),
        Name = "c",
        Created = DateTimeOffset.UnixEpoch,
        ImageId = "sha256:" + new string('a', 64),
        Layers = [],
        Path = "sh",
        Args = ["-c", "true"],
        Config = config ?? new ContainerConfig { Image = "busybox" },
        HostConfig = host ?? new HostConfig(),
        State = new ContainerState { Status = status },
    };

    public static void SetStatus(ContainerEntry entry, ContainerStatus status) =>
        entry.Record = entry.Record with { State = entry.State with { Status = status } };
}
