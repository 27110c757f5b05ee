using Aot.Daemon.Config;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Containers.Networking;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Events;
using Aot.Daemon.Linux;
using Aot.Daemon.Runtimes;
using BenchmarkDotNet.Attributes;

namespace Aot.Benchmarks.Containers;

/// <summary>What a start does in the daemon itself, before and after mounts, the journal and the runtime: lookup, checks, the spec, the event.</summary>
[MemoryDiagnoser]
public class StartCore
{
    private readonly string _root = Directory.CreateTempSubdirectory("bench-core-").FullName;
    private readonly string _id = new('a', 64);
    private readonly ContainerDirectory _directory = new();
    private readonly ContainerEvents _events = new(new EventService(TimeProvider.System));
    private readonly RecordedSettings _settings;
    private readonly ContainerSpecs _specs;
    private readonly SnapshotStore _configuration;

    public StartCore()
    {
        HostFacts host = HostFacts.Read();
        var config = new DaemonConfig { DataRoot = _root };
        _configuration = new SnapshotStore(new SnapshotBuilder(new WrapperScripts(_root), StockRuntimes.Crun).Build(config, version: 1));
        _settings = new RecordedSettings(host);
        _specs = new ContainerSpecs(new SpecWriter(host, _root), _directory);
        var record = new ContainerRecord
        {
            Version = ContainerRecord.CurrentVersion,
            Id = _id,
            Name = "web",
            Created = DateTimeOffset.UnixEpoch,
            ImageId = "sha256:" + _id,
            Layers = [],
            Path = "/bin/true",
            Args = [],
            Config = new ContainerConfig { Image = "busybox", Hostname = "web" },
            HostConfig = new HostConfig { NetworkMode = "none" },
        };
        var entry = new ContainerEntry(record, Path.Combine(_root, _id));
        Directory.CreateDirectory(Path.Combine(entry.RootfsPath, "etc"));
        File.WriteAllText(Path.Combine(entry.RootfsPath, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
        _directory.ReserveName(record.Name, _id);
        _directory.Add(entry);
    }

    [GlobalCleanup]
    public void CleanUp() => Directory.Delete(_root, recursive: true);

    [Benchmark]
    public int Start()
    {
        DaemonSnapshot captured = _configuration.Current;
        ContainerEntry entry = _directory.Find("web");
        _ = ContainerTransitions.Require(entry.Record, ContainerMove.Start);
        _settings.Verify(entry, captured);
        using PreparedSpec spec = _specs.Write(entry, _specs.Join(entry), OpenedSandbox.None, null, captured);
        _ = captured.Runtimes.Resolve(entry.Record.HostConfig.Runtime);
        _events.Publish(entry.Record, "start");
        return spec.Json.WrittenSpan.Length;
    }
}
