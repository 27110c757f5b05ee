using Aot.Daemon.Config;
using Aot.Daemon.Containers;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Images;
using Aot.Daemon.Info;
using Aot.Daemon.Primitives;

namespace Aot.Daemon;

/// <summary>What /info and /version tell of the features, which they do not know.</summary>
internal static class DaemonInfo
{
    public static InfoSources Sources(
        string engineId, ContainerDirectory containers, ImageService images, RuntimesInfo runtimes) => new()
        {
            EngineId = engineId,
            Version = BuildVersion.Number,
            Commit = BuildVersion.Commit,
            Containers = () => Count(containers),
            Images = () => images.Index.Images.Count(),
            Runtimes = runtimes.DescribeAsync,
            DefaultRuntimeVersion = runtimes.DefaultVersionAsync,
            InitBinary = FindInit,
        };

    private static ContainerCounts Count(ContainerDirectory containers)
    {
        int running = 0, paused = 0, stopped = 0;
        foreach (ContainerEntry entry in containers.All())
        {
            switch (entry.State.Status)
            {
                case ContainerStatus.Running:
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

    private static string FindInit(DaemonConfig config)
    {
        try
        {
            return InitBinary.Find(config.InitPath);
        }
        catch (DaemonException)
        {
            return "";
        }
    }
}
