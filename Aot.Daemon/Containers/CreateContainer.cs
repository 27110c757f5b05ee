using Aot.Daemon.Config;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Containers.Networking;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Http;
using Aot.Daemon.Images;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Linux;
using Aot.Daemon.Logs;
using Aot.Daemon.Networks;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Create: everything is checked, then the folder, the filesystem's directories and, last and durably, the record are made.</summary>
internal sealed partial class CreateContainer(
    ContainerStore store,
    ContainerDirectory directory,
    ContainerEvents events,
    ImageService images,
    FsSnapshotService snapshots,
    HostFacts host,
    CgroupMoves cgroupMoves,
    ContainerSandboxes sandboxes,
    ContainerMetrics metrics,
    TimeProvider time,
    ILogger logger)
{
    /// <param name="name">Null or empty makes one up.</param>
    /// <param name="platform">os[/architecture] that the image must be of; null or empty accepts any.</param>
    /// <param name="version">The client's; null: the newest.</param>
    public ContainerCreateResponse Run(
        ContainerCreateRequest request, string? name, string? platform, DaemonSnapshot configuration, ApiVersion? version = null)
    {
        long begun = metrics.Now();
        NullElements.Refuse(request, request.HostConfig ?? new HostConfig());
        string? asked = string.IsNullOrEmpty(name) ? null : ContainerNames.Parse(name);
        using ImageLease lease = images.Lease(request.Image);
        ImageEntry image = lease.Image;
        RequirePlatform(image, request.Image, platform);

        string id = HexId.New();
        var warnings = new List<string>();
        ContainerConfig config = ContainerConfigMerge.Merge(request.Plain(), image.RunConfig.ToContainerConfig());
        HostConfig hostConfig = ContainerDefaults.Apply(request.HostConfig ?? new HostConfig(), configuration.Config, host, warnings);
        config = ContainerDefaults.ApplyHostname(config, hostConfig, id);
        _ = StopContainer.StopSignal(config.StopSignal);
        HostConfigValidation.Validate(request, config, hostConfig, host);
        LogSettings.Validate(hostConfig.LogConfig!);
        PortSyntax.Validate(hostConfig);
        hostConfig = WithLinks(hostConfig);
        SortedDictionary<string, EndpointSettings> networks = WantedNetworks.Of(
            request.NetworkingConfig, config, hostConfig, version ?? ApiVersion.Current, sandboxes.TryFind);
        configuration.Runtimes.Validate(hostConfig.Runtime);
        hostConfig = WithIds(hostConfig) with { Runtime = hostConfig.Runtime.Length > 0 ? hostConfig.Runtime : configuration.Runtimes.DefaultName };
        if (config.Healthcheck is { Test: [not "NONE", ..] })
        {
            warnings.Add("Health checks are not run by this version of aotd.");
        }

        var (path, args) = ContainerConfigMerge.Command(config);
        var cleanup = new Stack<Action>();
        try
        {
            if (asked is null)
            {
                asked = directory.ReserveFreeName(id);
            }
            else
            {
                directory.ReserveName(asked, id);
            }

            cleanup.Push(() => directory.ReleaseName(asked, id));
            var record = new ContainerRecord
            {
                Version = ContainerRecord.CurrentVersion,
                Id = id,
                Name = asked,
                Created = time.GetUtcNow(),
                ImageId = image.Id.Value,
                Layers = image.ChainIdTexts(),
                Path = path,
                Args = args,
                Config = config,
                HostConfig = hostConfig,
                Networks = networks,
                State = new ContainerState(),
            };
            string folder = store.Folder(id);
            cleanup.Push(() => RemoveHalfMade(folder));
            store.CreateFolder(id);
            CrashPoint.At("create:folder");
            snapshots.Create(folder);
            CrashPoint.At("create:filesystem");
            store.Create(record);
            CrashPoint.At("create:recorded");
            directory.Add(new ContainerEntry(record, folder) { Verified = hostConfig });
            cleanup.Clear();
            events.Publish(record, "create");
            metrics.Done(ContainerMetrics.Create, begun);
            cgroupMoves.Expect(); // Most containers are started at once.
            return new ContainerCreateResponse(id, [.. warnings]);
        }
        finally
        {
            while (cleanup.TryPop(out Action? undo))
            {
                undo();
            }
        }
    }

    // What cannot be removed is a leftover, which the next daemon start removes: the failure to tell is the first one.
    private void RemoveHalfMade(string folder)
    {
        try
        {
            store.Delete(folder);
            store.RemoveFolder(folder);
        }
        catch (DaemonException failure)
        {
            LogLeftover(logger, failure, folder);
        }
    }

    /// <summary>Other containers are stored by id, which no rename changes. A network may name one that is still to come; the start looks for it.</summary>
    private HostConfig WithIds(HostConfig host) => host with
    {
        NetworkMode = WithId(host.NetworkMode, mustExist: false),
        IpcMode = WithId(host.IpcMode, mustExist: true),
        PidMode = WithId(host.PidMode, mustExist: true),
    };

    /// <summary>Links of the host configuration are the default bridge's; on other networks it is the endpoints that have them, as with dockerd.</summary>
    private HostConfig WithLinks(HostConfig host)
    {
        if (host.Links is null or [] || NetworkNames.OfMode(host.NetworkMode) != NetworkNames.Bridge)
        {
            return host with { Links = null };
        }

        foreach (string link in host.Links)
        {
            (string name, _) = WantedNetworks.Link(link);
            try
            {
                directory.Find(name);
            }
            catch (DaemonException missing)
            {
                throw DaemonException.Invalid($"could not get container for {name}: {missing.Message}", missing);
            }
        }

        return host;
    }

    private string WithId(string mode, bool mustExist)
    {
        if (ContainerMode.Reference(mode) is not { } reference)
        {
            return mode;
        }

        try
        {
            return ContainerMode.Of(directory.Find(reference).Id);
        }
        catch (DaemonException missing) when (missing.Kind == ErrorKind.NotFound)
        {
            // As dockerd: 400, for a client takes 404 of a create as a missing image, and pulls.
            return mustExist ? throw DaemonException.Invalid(missing.Message, missing) : mode;
        }
    }

    private static void RequirePlatform(ImageEntry image, string reference, string? platform)
    {
        if (string.IsNullOrEmpty(platform))
        {
            return;
        }

        string[] parts = platform.Split('/');
        bool matches = parts[0] is "linux" && (parts.Length < 2 || parts[1] == image.Config.Architecture);
        if (!matches)
        {
            throw DaemonException.NotFound(
                $"image with reference {reference} was found but does not match the specified platform: "
                + $"wanted {platform}, actual: {image.Config.Os}/{image.Config.Architecture}");
        }
    }

    [LoggerMessage(2070, LogLevel.Warning, "The folder {Folder} of a container whose creation failed is left until the next start")]
    private static partial void LogLeftover(ILogger logger, Exception failure, string folder);
}
