using Aot.Daemon.Config;
using Aot.Daemon.Http;
using Aot.Daemon.Info;
using Aot.Daemon.Info.Contracts;
using Aot.Daemon.Linux;
using Aot.Daemon.Tests.Api;
using Aot.Daemon.Tests.Fakes;

namespace Aot.Daemon.Tests.Info;

/// <summary>The routes of the info feature, with counts and runtimes that a test knows.</summary>
internal static class InfoFixture
{
    public static async Task<ApiFixture> StartAsync()
    {
        var snapshots = new SnapshotStore(TestSnapshots.Of(new DaemonConfig { DataRoot = "/tmp", Labels = ["a=b"] }));
        var sources = new InfoSources
        {
            EngineId = "engine-id",
            Version = "1.2.3",
            Commit = "c0ffee",
            Containers = () => new ContainerCounts(3, 1, 2),
            Images = () => 7,
            Runtimes = (_, _, _) => ValueTask.FromResult(new SortedDictionary<string, RuntimeInfo> { ["crun"] = new() { Path = "/usr/bin/crun" } }),
            DefaultRuntimeVersion = (_, _) => ValueTask.FromResult<RuntimeVersionInfo?>(new("crun", "1.8", "abc")),
        };
        var routes = new RouteTable();
        InfoEndpoints.Map(routes, new InfoService(snapshots, HostFacts.Read(), sources, TimeProvider.System));
        return await ApiFixture.StartAsync(routes);
    }
}
