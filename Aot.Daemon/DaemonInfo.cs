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
        ContainerTally tally = ContainerTally.Of(containers);
        return new ContainerCounts(tally.Running, tally.Paused, tally.Stopped);
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
