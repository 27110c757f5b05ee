using System.Diagnostics.Metrics;
using Aot.Daemon.Api;
using Aot.Daemon.Config;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Attach;
using Aot.Daemon.Containers.Networking;
using Aot.Daemon.Engine.Embedded;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Events;
using Aot.Daemon.Exec;
using Aot.Daemon.Images;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Info;
using Aot.Daemon.Lifetime;
using Aot.Daemon.Linux;
using Aot.Daemon.Logging;
using Aot.Daemon.Logs;
using Aot.Daemon.Metrics;
using Aot.Daemon.Networks;
using Aot.Daemon.Networks.Dns;
using Aot.Daemon.Primitives.Journals;
using Aot.Daemon.Runtimes;

namespace Aot.Daemon;

/// <summary>The one place that builds the daemon's services and hands them to each other.</summary>
internal sealed class DaemonComposition : IAsyncDisposable
{
    private readonly Meter _meter = new("Aot.Daemon");
    private readonly ImageStore _imageStore;
    private readonly ImageService _images;
    private readonly ExecService _execs;
    private readonly WrapperScripts _scripts;
    private readonly DnsService _nameServers;
    private readonly ContainerSandboxes _sandboxes;
    private readonly StateJournal _states;

    private DaemonComposition(
        CommandLine commandLine,
        DaemonSnapshot snapshot,
        SnapshotBuilder builder,
        LogSetup logging,
        TimeProvider time,
        ImageStore imageStore,
        WrapperScripts scripts,
        RuntimeVersions runtimeVersions)
    {
        DaemonConfig config = snapshot.Config;
        _imageStore = imageStore;
        _scripts = scripts;
        HostFacts host = HostFacts.Read();
        Configuration = new SnapshotStore(snapshot);
        Directory = new ContainerDirectory();
        Engine = new EmbeddedEngine(config.ExecRoot, SupervisorCommand.Own, logging.For<EmbeddedEngine>(), time);

        var eventService = new EventService(time);
        var containerMetrics = new ContainerMetrics(_meter, Directory, time);
        var reloadMetrics = new ReloadMetrics(_meter);
        var events = new ContainerEvents(eventService);
        string containers = Path.Combine(config.DataRoot, "containers");
        _states = new StateJournal(new JournalFolder(containers), BootId.Read(), logging.For<StateJournal>());
        var store = new ContainerStore(containers, _states, logging.For<ContainerStore>());
        var snapshots = new FsSnapshotService(imageStore.Layers);
        _images = new ImageService(imageStore, snapshots, new ContainerImageUsers(Directory), eventService, time, logging.For<ImageService>());
        var specs = new SpecWriter(host, config.DataRoot);
        string engineId = EngineId.LoadOrCreate(config.DataRoot);
        Networks = new NetworkComposition(config, engineId, eventService, time, logging);
        var links = new ContainerLinks(Networks.Directory, Directory, store);
        _execs = new ExecService(Directory, new ExecSpecWriter(specs, Configuration, host, links), events, time, logging.For<ExecService>());
        var logs = new LogService(Directory, time, logging.For<LogService>());

        var pause = new PauseContainer(store, events, logging.For<PauseContainer>());
        Stop = new StopContainer(store, events, pause, time);
        var cgroupMoves = new CgroupMoves(host.Cgroups);
        _nameServers = new DnsService(
            new AttachedNames(Networks.Sandboxes), Engine.Holder, "/etc/resolv.conf", time, logging.For<DnsService>());
        ContainerSandboxes sandboxes = _sandboxes = new(
            Networks.Directory, Networks.Sandboxes, _nameServers, new ContainerEtc(Networks.Directory, config.Network), links,
            logging.For<ContainerSandboxes>());
        var resources = new RunResources(snapshots, sandboxes, logging.For<RunResources>());
        var remove = new RemoveContainer(store, Directory, events, snapshots, resources, Stop, containerMetrics);
        Start = new StartContainer(
            store, events, snapshots, resources, new RecordedSettings(host), sandboxes, new ContainerSpecs(specs, Directory), Engine, remove, cgroupMoves, containerMetrics, time,
            logging.For<StartContainer>());
        Restarts = new PendingRestarts(Start, Configuration, time, logging.For<PendingRestarts>());
        Ooms = new ContainerOoms(store, Directory, events, logging.For<ContainerOoms>());
        Exits = new ContainerExits(store, Directory, events, resources, remove, Restarts, _execs, logging.For<ContainerExits>());
        var loader = new ContainerLoader(store, resources, logging.For<ContainerLoader>());
        Restore = new RestoreContainers(store, loader, Directory, Exits, remove, resources, sandboxes, time, logging.For<RestoreContainers>());
        var operations = new ContainerOperations
        {
            Create = new CreateContainer(store, Directory, events, _images, snapshots, host, cgroupMoves, sandboxes, containerMetrics, time, logging.For<CreateContainer>()),
            List = new ListContainers(Directory, _images, snapshots, Networks.Directory, time),
            Inspect = new InspectContainer(Directory, snapshots, Networks.Directory, _execs),
            Start = Start,
            Stop = Stop,
            Kill = new KillContainer(Stop, pause),
            Pause = pause,
            Update = new UpdateContainer(store, events, host, logging.For<UpdateContainer>()),
            Top = new TopContainer(events),
            Restart = new RestartContainer(Stop, Start, events),
            Rename = new RenameContainer(store, Directory, events, sandboxes),
            Remove = remove,
            Links = links,
            Prune = new PruneContainers(Directory, remove, events, snapshots, time, logging.For<PruneContainers>()),
        };
        string cgroupNamespace = host.Cgroups.IsUnified ? "private" : "host";
        Reloader = new ConfigReloader(
            commandLine,
            Configuration,
            (next, version) => Build(builder, next, version),
            [
                next => logging.Switch.Level = LogLevels.Of(next.Config),
                _ => Networks.Refresh(),
                next => eventService.Publish(
                    ReloadEvent.Type, ReloadEvent.Action, engineId, ReloadEvent.Attributes(next, Environment.MachineName, cgroupNamespace)),
            ],
            reloadMetrics.Count,
            logging.For<ConfigReloader>());
        InfoSources sources = DaemonInfo.Sources(
            engineId, Directory, _images, new RuntimesInfo(runtimeVersions, new RuntimeFeatures()));
        var services = new ApiServices
        {
            Info = new InfoService(Configuration, host, sources, time),
            Containers = new ContainerService(Configuration, Directory, operations),
            Attach = new AttachService(Directory, logs, events, logging.For<AttachService>()),
            Logs = logs,
            Exec = _execs,
            Images = _images,
            Networks = Networks.Service(Configuration, new ConnectContainer(store, Directory, sandboxes)),
            Events = eventService,
            Reloader = Reloader,
            Time = time,
        };
        DaemonMetrics.Register(_meter, host, engineId, eventService);
        if (config.MetricsAddress is { } address)
        {
            Metrics = new MetricsServer(address, DaemonMetrics.Collect(_meter, containerMetrics, reloadMetrics), logging.Provider);
        }

        uint? group = SocketGroup.Resolve(config);
        Api = new ApiServer(
            ApiRoutes.Build(services),
            logging.Provider,
            [.. config.Hosts.Select(address => new UnixListenOptions(address.SocketPath, group))],
            BuildVersion.Number);
    }

    public SnapshotStore Configuration { get; }

    public ConfigReloader Reloader { get; }

    public EmbeddedEngine Engine { get; }

    public ContainerDirectory Directory { get; }

    public ContainerExits Exits { get; }

    public ContainerOoms Ooms { get; }

    public RestoreContainers Restore { get; }

    public StartContainer Start { get; }

    public StopContainer Stop { get; }

    public PendingRestarts Restarts { get; }

    public NetworkComposition Networks { get; }

    public ImageService Images => _images;

    public ApiServer Api { get; }

    /// <summary>Null: nobody is to be told.</summary>
    public MetricsServer? Metrics { get; }

    /// <summary>Opens what is on disk; nothing runs or listens yet.</summary>
    /// <param name="config">What the command line and the file as it was at the start make.</param>
    public static async Task<DaemonComposition> CreateAsync(CommandLine commandLine, DaemonConfig config, LogSetup logging, TimeProvider time)
    {
        // Asking crun whether it runs is the longest part of a start; it goes on beside the rest.
        var versions = new RuntimeVersions();
        var scripts = new WrapperScripts(config.DataRoot);
        Task<string> hostDefault = Task.Run(() => StockRuntimes.ChooseDefaultAsync(versions, CancellationToken.None).AsTask());
        ImageStore images = await ImageStore.OpenAsync(config.DataRoot, logging.For<ImageStore>(), CancellationToken.None);
        var builder = new SnapshotBuilder(scripts, await hostDefault);
        return new DaemonComposition(commandLine, Build(builder, config, version: 1), builder, logging, time, images, scripts, versions);
    }

    /// <summary>Removes the wrapper scripts that no container and no task is tied to. Once, when the containers are restored.</summary>
    /// <returns>How many went.</returns>
    public int SweepScripts() => _scripts.Sweep(
        Directory.All().Select(entry => entry.State.RuntimePath).OfType<string>().Concat(TaskRuntimes.PathsIn(Engine.ExecRoot)));

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await (Metrics?.DisposeAsync() ?? ValueTask.CompletedTask);
        Reloader.Dispose();
        Restarts.Dispose();
        await _execs.DisposeAsync();
        await _sandboxes.DisposeAsync();
        await _nameServers.DisposeAsync();
        await Engine.DisposeAsync();
        Networks.Dispose();
        await _states.DisposeAsync();
        _images.Dispose();
        _imageStore.Dispose();
        _meter.Dispose();
    }

    private static DaemonSnapshot Build(SnapshotBuilder builder, DaemonConfig config, long version)
    {
        FeatureChecks.Run(config);
        return builder.Build(config, version);
    }
}
