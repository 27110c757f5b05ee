using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class StartWavesTests
{
    [Fact]
    public void Who_joins_another_comes_after_it()
    {
        ContainerEntry web = Entry(new HostConfig());
        ContainerEntry sidecar = Entry(new HostConfig { NetworkMode = Joins(web) });
        ContainerEntry observer = Entry(new HostConfig { PidMode = Joins(sidecar) });
        ContainerEntry other = Entry(new HostConfig { IpcMode = Joins(Entry(new HostConfig())) });
        Assert.Equal([[web.Id, other.Id], [sidecar.Id], [observer.Id]], Ids(StartWaves.Of([observer, sidecar, web, other])));
    }

    [Fact]
    public void A_circle_comes_last()
    {
        ContainerEntry web = Entry(new HostConfig());
        ContainerEntry first = Entry(new HostConfig());
        ContainerEntry second = Entry(new HostConfig { NetworkMode = Joins(first) });
        first.Record = first.Record with { HostConfig = new HostConfig { IpcMode = Joins(second) } };
        Assert.Equal([[web.Id], [.. new[] { first.Id, second.Id }]], Ids(StartWaves.Of([first, second, web])));
    }

    [Fact]
    public void Nothing_is_no_wave() => Assert.Empty(StartWaves.Of([]));

    private static string[][] Ids(IReadOnlyList<IReadOnlyList<ContainerEntry>> waves) => [.. waves.Select(wave => wave.Select(entry => entry.Id).ToArray())];

    private static string Joins(ContainerEntry other) => "container:" + other.Id;

    private static ContainerEntry Entry(HostConfig host) => new(TestContainers.Record(host: host), "/nonexistent");
}
