using Aot.Daemon.Containers;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Images;
using Aot.Daemon.Info;
using Aot.Daemon.Info.Contracts;
using Aot.Daemon.Primitives;
using Aot.Daemon.Runtimes;

namespace Aot.Daemon;

/// <summary>What /info and /version tell of the features, which they do not know.</summary>
internal static class DaemonInfo
{
    public static InfoSources Sources(
        string engineId, ContainerDirectory containers, ImageService images, RuntimeCatalog runtimes, RuntimeVersions versions) => new()
    {
        EngineId = engineId,
        Version = BuildVersion.Number,
        Commit = BuildVersion.Commit,
        Containers = () => Count(containers),
        Images = () => images.Index.Images.Count(),
        Runtimes = () => Describe(runtimes),
        DefaultRuntime = () => runtimes.DefaultName,
        DefaultRuntimeVersion = cancellationToken => AskAsync(runtimes, versions, cancellationToken),
        InitBinary = FindInit(),
    };

    private static ContainerCounts Count(ContainerDirectory containers)
    {
        int running = 0, paused = 0, stopped = 0;
        foreach (ContainerEntry entry in containers.All())
        {
            switch (entry.State.Status)
            {
                case ContainerStatus.Running or ContainerStatus.Restarting:
                    running++;
                    break;
                case ContainerStatus.Paused:
                    paused++;
                    break;
                default:
                    stopped++;
                    break;
            }
        }

        return new ContainerCounts(running, paused, stopped);
    }

    private static SortedDictionary<string, RuntimeInfo> Describe(RuntimeCatalog runtimes)
    {
        var described = new SortedDictionary<string, RuntimeInfo>(StringComparer.Ordinal);
        foreach (RuntimeDescriptor runtime in runtimes.All)
        {
            described[runtime.Name] = new RuntimeInfo
            {
                Path = runtime.Path,
                RuntimeArgs = runtime.Arguments.IsEmpty ? null : [.. runtime.Arguments],
            };
        }

        return described;
    }

    private static async ValueTask<RuntimeVersionInfo?> AskAsync(RuntimeCatalog runtimes, RuntimeVersions versions, CancellationToken cancellationToken)
    {
        try
        {
            string path = runtimes.Resolve("").Path;
            return await versions.AskAsync(path, cancellationToken) is { } version
                ? new RuntimeVersionInfo(runtimes.DefaultName, version.Version, version.Commit)
                : null;
        }
        catch (DaemonException)
        {
            return null; // Not installed; a start says so.
        }
    }

    private static string FindInit()
    {
        try
        {
            return InitBinary.Find("");
        }
        catch (DaemonException)
        {
            return "";
        }
    }
}
