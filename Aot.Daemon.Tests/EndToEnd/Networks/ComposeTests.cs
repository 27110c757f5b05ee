using System.Diagnostics;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Networks;

/// <summary>docker-compose 1.29.2 of Debian, unchanged.</summary>
public sealed class ComposeTests
{
    private const string Project = $"""
        version: "2.4"
        services:
          db:
            image: {TestImage.Plain}
            command: sh -c "mkdir -p /www; echo data > /www/index.html; exec busybox httpd -f -p 80 -h /www"
            networks:
              back:
                aliases: [database]
                ipv4_address: 10.91.0.7
          app:
            image: {TestImage.Plain}
            command: sh -c "mkdir -p /www; until busybox wget -q -O /www/index.html http://database/; do sleep 0.1; done; exec busybox httpd -f -p 80 -h /www"
            depends_on: [db]
            networks: [back, front]
          web:
            image: {TestImage.Plain}
            command: sh -c "mkdir -p /www; until busybox wget -q -O /www/index.html http://app/; do sleep 0.1; done; exec busybox httpd -f -p 80 -h /www"
            depends_on: [app]
            ports: ["8090:80", "9053:53/udp"]
            networks: [front]
        networks:
          front: {"{}"}
          back:
            internal: true
            ipam:
              config:
                - subnet: 10.91.0.0/24

        """;

    [Fact]
    public Task A_project_of_three_services_comes_up_is_changed_and_goes_down() => NetworkBench.UseAsync(async (daemon, host) =>
    {
        string empty = host.Describe();
        string file = Path.Combine(daemon.Root, "docker-compose.yml");
        await File.WriteAllTextAsync(file, Project);
        await ComposeAsync(daemon, "up", "-d");
        await Poll.UntilAsync(() => host.Fetch("127.0.0.1", 8090) == "data", "the page goes through all three");
        string[] listed = (await daemon.Docker("ps", "--format", "{{.Names}} {{.Ports}}")).Ok().Lines;
        Assert.Contains(listed, line => line.StartsWith("p_web_1 ", StringComparison.Ordinal) && line.Contains("0.0.0.0:8090->80/tcp", StringComparison.Ordinal));
        Assert.Equal("10.91.0.7", await daemon.InspectAsync("p_db_1", "{{.NetworkSettings.Networks.p_back.IPAddress}}"));
        Assert.Equal("0.0.0.0:8090", (await ComposeAsync(daemon, "port", "web", "80")).Trim());

        // A service that changed is made anew in the place of the old one, whose ports and address it takes.
        await File.WriteAllTextAsync(file, Project.Replace("echo data", "echo more", StringComparison.Ordinal));
        await ComposeAsync(daemon, "up", "-d");
        await ComposeAsync(daemon, "restart", "app");
        await ComposeAsync(daemon, "up", "-d", "--force-recreate", "web");
        await Poll.UntilAsync(() => host.Fetch("127.0.0.1", 8090) == "more", "the page is the new one");
        Assert.Equal("10.91.0.7", await daemon.InspectAsync("p_db_1", "{{.NetworkSettings.Networks.p_back.IPAddress}}"));
        await ComposeAsync(daemon, "down");
        Assert.Empty((await daemon.Docker("ps", "-aq")).Ok().Lines);
        Assert.Equal(3, (await daemon.Docker("network", "ls", "-q")).Ok().Lines.Length);
        await Poll.UntilAsync(() => host.Describe() == empty, "the host is as it was");
    });

    private static async Task<string> ComposeAsync(DaemonUnderTest daemon, params string[] arguments)
    {
        var start = new ProcessStartInfo("docker-compose", ["-p", "p", "--ansi", "never", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = daemon.Root,
        };
        start.Environment["DOCKER_HOST"] = "unix://" + daemon.SocketPath;
        start.Environment["HOME"] = daemon.Root;
        await using var session = new CliSession(start, $"docker-compose {string.Join(' ', arguments)}");
        return (await session.WaitAsync(120)).Ok().Stdout;
    }
}
