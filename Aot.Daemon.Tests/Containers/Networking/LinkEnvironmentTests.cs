using System.Net;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Networking;
using Xunit;

namespace Aot.Daemon.Tests.Containers.Networking;

public sealed class LinkEnvironmentTests
{
    [Fact]
    public void A_linked_container_is_told_as_by_dockerd()
    {
        ContainerRecord target = TestRecords.Create("1", "db");
        target = target with
        {
            Config = target.Config with
            {
                ExposedPorts = new() { ["9000/tcp"] = new(), ["80/udp"] = new(), ["80/tcp"] = new() },
                Env = ["PATH=/bin", "HOME=/", "MODE=a=b", "EMPTY="],
            },
        };
        Assert.Equal(
            [
                "MY_DB_PORT=tcp://172.17.0.2:80",
                "MY_DB_PORT_80_TCP=tcp://172.17.0.2:80", "MY_DB_PORT_80_TCP_ADDR=172.17.0.2", "MY_DB_PORT_80_TCP_PORT=80", "MY_DB_PORT_80_TCP_PROTO=tcp",
                "MY_DB_PORT_80_UDP=udp://172.17.0.2:80", "MY_DB_PORT_80_UDP_ADDR=172.17.0.2", "MY_DB_PORT_80_UDP_PORT=80", "MY_DB_PORT_80_UDP_PROTO=udp",
                "MY_DB_PORT_9000_TCP=tcp://172.17.0.2:9000", "MY_DB_PORT_9000_TCP_ADDR=172.17.0.2", "MY_DB_PORT_9000_TCP_PORT=9000", "MY_DB_PORT_9000_TCP_PROTO=tcp",
                "MY_DB_NAME=/web/my-db",
                "MY_DB_ENV_MODE=a=b", "MY_DB_ENV_EMPTY=",
            ],
            LinkEnvironment.Of("web", new ContainerLink("my-db", target, IPAddress.Parse("172.17.0.2"))));
    }

    [Fact]
    public void Ports_that_follow_each_other_are_a_range_too()
    {
        ContainerRecord target = TestRecords.Create("1", "db");
        target = target with { Config = target.Config with { ExposedPorts = new() { ["5-7/tcp"] = new() } } };
        Assert.Equal(
            [
                "D_PORT=tcp://10.0.0.2:5", "D_PORT_5_TCP_START=tcp://10.0.0.2:5", "D_PORT_5_TCP_ADDR=10.0.0.2", "D_PORT_5_TCP_PROTO=tcp", "D_PORT_5_TCP_PORT_START=5",
                "D_PORT_5_TCP_END=tcp://10.0.0.2:7", "D_PORT_5_TCP_PORT_END=7", "D_PORT_5_TCP=tcp://10.0.0.2:5",
            ],
            LinkEnvironment.Of("web", new ContainerLink("d", target, IPAddress.Parse("10.0.0.2")))[..8]);
    }
}
