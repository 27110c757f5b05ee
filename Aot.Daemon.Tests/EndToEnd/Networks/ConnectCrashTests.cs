using Aot.Daemon.Tests.EndToEnd.Faults;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Networks;

/// <summary>The daemon dies while it connects a running container to a network, or disconnects it.</summary>
[Trait("Category", "EndToEnd")]
public sealed class ConnectCrashTests
{
    internal static string[] Steps { get; } = ["connect:kept", "connect:attached", "disconnect:detached"];

    public static TheoryData<string> AllSteps => [.. Steps];

    [Theory]
    [MemberData(nameof(AllSteps))]
    public async Task What_inspect_says_is_what_the_container_has_and_nothing_stays(string step)
    {
        using var host = new HostNamespace();
        string found = host.Describe();
        await DaemonUnderTest.UseAsync(new CrashingAotd(host.Path), async daemon =>
        {
            await daemon.StartAsync();
            (await daemon.Cli.RunAsync(ImageArchive.All, 60, "load", "--quiet")).Ok();
            (await daemon.Docker("network", "create", "--subnet", "10.77.0.0/24", "own")).Ok();
            (await daemon.Docker("run", "-d", "--name", "web", TestImage.Plain, "sleep", "1000")).Ok();
            string verb = step.Split(':')[0];
            if (verb == "disconnect")
            {
                (await daemon.Docker("network", "connect", "own", "web")).Ok();
            }

            daemon.Arm(step);
            _ = await daemon.Docker("network", verb, "own", "web");
            await daemon.DiesAsync(20);
            await daemon.StartAsync();

            bool isTold = await IsToldAsync(daemon);
            Assert.Equal(isTold, await HasAsync(daemon));
            foreach (string next in (string[])(isTold ? ["disconnect", "connect"] : ["connect", "disconnect"]))
            {
                (await daemon.Docker("network", next, "own", "web")).Ok();
                Assert.Equal(next == "connect", await IsToldAsync(daemon));
                Assert.Equal(next == "connect", await HasAsync(daemon));
            }

            (await daemon.Docker("rm", "-f", "web")).Ok();
            (await daemon.Docker("network", "rm", "own")).Ok();
        });
        Assert.Equal(found, host.Describe());
    }

    private static async Task<bool> IsToldAsync(AotdUnderTest daemon) =>
        (await daemon.InspectAsync("web", "{{json .NetworkSettings.Networks}}")).Contains("10.77.0.", StringComparison.Ordinal);

    private static async Task<bool> HasAsync(AotdUnderTest daemon) =>
        (await daemon.Docker("exec", "web", "busybox", "ip", "addr")).Ok().Trimmed.Contains("10.77.0.", StringComparison.Ordinal);
}
