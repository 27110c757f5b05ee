using System.Diagnostics.Metrics;
using Aot.Daemon.Config;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Containers.Networking;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Images;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Linux;
using Aot.Daemon.Networks;
using Aot.Daemon.Primitives.Journals;
using Aot.Daemon.Tests.Engine;
using Aot.Daemon.Tests.Fakes;
using Aot.Daemon.Tests.Images;
using Aot.Daemon.Tests.Primitives.Journals;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aot.Daemon.Tests.Containers;

/// <summary>The operations on containers over real files, overlays and images (`app:1`), and an engine that runs nothing.</summary>
internal sealed class ContainerBench : IAsyncDisposable
{
    private readonly ImageFixture _images;
    private RunResources _resources = null!;
    private CancellationTokenSource _stopping = new();
    private Task _exits = Task.CompletedTask;

    private ContainerBench(ImageFixture images, TimeProvider time)
    {
        (_images, Time) = (images, time);
        Configuration = TestSnapshots.Of(new DaemonConfig { DataRoot = images.Root });
        Engine = new FaultyEngine(new FakeEngine(time));
        Build();
    }

    public TimeProvider Time { get; }

    public Meter Meter { get; } = new("Aot.Daemon");

    public FaultyEngine Engine { get; set; }

    public RecordedEvents Events { get; } = new();

    public NoExecs Execs { get; } = new();

    public DaemonSnapshot Configuration { get; set; }

    public ContainerDirectory Directory { get; private set; } = null!;

    public ContainerStore Store { get; private set; } = null!;

    public StateJournal States { get; private set; } = null!;

    /// <summary>Where the states are written.</summary>
    public FaultyJournalFolder Disk { get; private set; } = null!;

    /// <summary>Of the next daemon; a new one is a reboot.</summary>
    public Guid Boot { get; set; } = Guid.NewGuid();

    public string JournalPath => Path.Combine(Root, StateJournal.FileName);

    public ContainerLoader Loader { get; private set; } = null!;

    public TestNetworks Networks { get; private set; } = null!;

    public FakeNameServers NameServers { get; } = new();

    public AttachedNames Names => new(Networks.Sandboxes);

    public ContainerLinks Links { get; private set; } = null!;

    public ConnectContainer Connect { get; private set; } = null!;

    public ContainerOperations Do { get; private set; } = null!;

    public RestoreContainers Restore { get; private set; } = null!;

    public PendingRestarts Restarts { get; private set; } = null!;

    public string Root => Path.Combine(_images.Root, "containers");

    public ImageFixture Images => _images;

    public static async Task<ContainerBench> CreateAsync(TimeProvider? time = null)
    {
        ImageFixture images = await ImageFixture.CreateAsync();
        byte[][] layers = [new TarBuilder().Folder("etc/").File("etc/motd", "hello").Build()];
        await images.LoadAsync(ImageArchives.Docker(ImageArchives.Config(layers), layers, "app:1"), "app:1");
        var bench = new ContainerBench(images, time ?? TimeProvider.System);
        System.IO.Directory.CreateDirectory(bench.Root);
        bench.FollowExits();
        return bench;
    }

    /// <summary>A container with network none; changed by what is given.</summary>
    public ContainerEntry Create(string? name = null, string command = "sleep 1000", Func<HostConfig, HostConfig>? host = null, Func<ContainerCreateRequest, ContainerCreateRequest>? change = null)
    {
        var request = new ContainerCreateRequest
        {
            Image = "app:1",
            Cmd = new StringOrArray(command.Split(' ')),
            HostConfig = (host ?? (same => same))(new HostConfig { NetworkMode = "none" }),
        };
        return Directory.FindById(Do.Create.Run((change ?? (same => same))(request), name, null, Configuration).Id)!;
    }

    public Task StartAsync(ContainerEntry entry) => Do.Start.RunAsync(entry, Configuration, CancellationToken.None);

    public async Task<ContainerEntry> RunAsync(string? name = null, string command = "sleep 1000", Func<HostConfig, HostConfig>? host = null, Func<ContainerCreateRequest, ContainerCreateRequest>? change = null)
    {
        ContainerEntry entry = Create(name, command, host, change);
        await StartAsync(entry);
        return entry;
    }

    /// <summary>Runs a command to its end, clean-up included.</summary>
    public async Task<ContainerEntry> RunToEndAsync(string? name = null, string command = "true")
    {
        ContainerEntry entry = await RunAsync(name, command);
        await WaitForAsync(entry, ContainerStatus.Exited);
        return entry;
    }

    /// <summary>Waits for a state, and for whoever brought it about to let the container go.</summary>
    public static async Task WaitForAsync(ContainerEntry entry, ContainerStatus status)
    {
        await Eventually.TrueAsync(() => entry.State.Status == status, $"{entry.Id} is {status}, not {entry.State.Status}");
        using (await entry.Gate.EnterAsync())
        {
        }
    }

    /// <summary>Its rootfs is mounted.</summary>
    public bool IsMounted(ContainerEntry entry) => FsSnapshotService.FindMounted(Root).Contains(entry.Folder);

    /// <summary>Loads this bench's containers with other states.</summary>
    public ContainerLoader LoaderOver(StateJournal states) => new(
        new ContainerStore(Root, states, NullLogger.Instance), _resources, NullLogger.Instance);

    /// <summary>From now on no state can be written, as on a full disk.</summary>
    public void RefuseStates() => Disk.IsFull = true;

    public void AllowStates() => Disk.IsFull = false;

    /// <summary>The daemon is killed; <see cref="RestartDaemonAsync"/> brings another. Nothing is tidied up.</summary>
    public async Task KillDaemonAsync()
    {
        // A killed daemon starts nothing any more.
        Do.Start.Close();
        await Restarts.StopAsync();
        await _stopping.CancelAsync();
        await _exits;
        _stopping.Dispose();
        _stopping = new CancellationTokenSource();
    }

    /// <summary>Another daemon, over the same files and, unless another was set, the same engine.</summary>
    public async Task RestartDaemonAsync()
    {
        IReadOnlyList<ContainerEntry> due = await RestoreOnlyAsync();
        FollowExits();
        await Restarts.StartAsync(due);
    }

    /// <summary>Another daemon, which has not come to starting anything yet.</summary>
    /// <returns>What it is to start.</returns>
    public async Task<IReadOnlyList<ContainerEntry>> RestoreOnlyAsync()
    {
        await KillDaemonAsync();
        await States.DisposeAsync();
        Build();
        IReadOnlyList<HeldContainer> held = await Restore.LoadAsync();
        Networks.Sandboxes.SweepNamespaces();
        Networks.Sandboxes.Restore();
        return await Restore.ReconcileAsync(Engine, held, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillDaemonAsync();
        await States.DisposeAsync();
        _stopping.Dispose();
        Meter.Dispose();
        foreach (string shm in Mounts.FindPoints("tmpfs").Where(point => point.StartsWith(Root, StringComparison.Ordinal)))
        {
            Mounts.Detach(shm);
        }

        _images.Dispose();
    }

    private void Build()
    {
        var events = new ContainerEvents(Events);
        Networks = new TestNetworks(_images.Root, Networks?.Dataplane);
        HostFacts facts = HostFacts.Read();
        var cgroupMoves = new CgroupMoves(facts.Cgroups);
        Disk = new FaultyJournalFolder(new JournalFolder(Root));
        States = new StateJournal(Disk, Boot, NullLogger.Instance);
        Store = new ContainerStore(Root, States, NullLogger.Instance);
        Directory = new ContainerDirectory();
        Links = new ContainerLinks(Networks.Directory, Directory, Store);
        var sandboxes = new ContainerSandboxes(
            Networks.Directory, Networks.Sandboxes, NameServers, new ContainerEtc(Networks.Directory, Networks.Config), Links, NullLogger.Instance);
        Connect = new ConnectContainer(Store, Directory, sandboxes);
        RunResources resources = _resources = new RunResources(_images.Snapshots, sandboxes, NullLogger.Instance);
        var metrics = new ContainerMetrics(Meter, Directory, Time);
        Loader = new ContainerLoader(Store, resources, NullLogger.Instance);
        var pause = new PauseContainer(Store, events, NullLogger.Instance);
        var stop = new StopContainer(Store, events, pause, Time);
        var remove = new RemoveContainer(Store, Directory, events, _images.Snapshots, resources, stop, metrics);
        var specs = new ContainerSpecs(new SpecWriter(facts, _images.Root), Directory);
        var start = new StartContainer(Store, events, _images.Snapshots, resources, new RecordedSettings(facts), sandboxes, specs, Engine, remove, cgroupMoves, metrics, Time, NullLogger.Instance);
        Restarts = new PendingRestarts(start, new SnapshotStore(Configuration), Time, NullLogger.Instance);
        Exits = new ContainerExits(Store, Directory, events, resources, remove, Restarts, Execs, NullLogger.Instance);
        Restore = new RestoreContainers(Store, Loader, Directory, Exits, remove, resources, sandboxes, Time, NullLogger.Instance);
        Do = new ContainerOperations
        {
            Create = new CreateContainer(Store, Directory, events, _images.Service, _images.Snapshots, facts, cgroupMoves, sandboxes, metrics, Time, NullLogger.Instance),
            List = new ListContainers(Directory, _images.Service, _images.Snapshots, Networks.Directory, Time),
            Inspect = new InspectContainer(Directory, _images.Snapshots, Networks.Directory, Execs),
            Start = start,
            Stop = stop,
            Kill = new KillContainer(stop, pause),
            Pause = pause,
            Update = new UpdateContainer(Store, events, facts, NullLogger.Instance),
            Top = new TopContainer(events),
            Restart = new RestartContainer(stop, start, events),
            Rename = new RenameContainer(Store, Directory, events, sandboxes),
            Remove = remove,
            Links = Links,
            Prune = new PruneContainers(Directory, remove, events, _images.Snapshots, Time, NullLogger.Instance),
        };
    }

    private ContainerExits Exits { get; set; } = null!;

    private void FollowExits() => _exits = Task.WhenAll(
        Exits.RunAsync(Engine, _stopping.Token),
        new ContainerOoms(Store, Directory, new ContainerEvents(Events), NullLogger.Instance).RunAsync(Engine, _stopping.Token));
}
