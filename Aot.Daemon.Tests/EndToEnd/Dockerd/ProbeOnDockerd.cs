using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Aot.Daemon.Tests.EndToEnd.Probe;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Dockerd;

/// <summary>The probe itself: what it prints depends on the options, and on nothing else.</summary>
[Collection(DockerdCollection.Name)]
[Trait("Category", "EndToEnd")]
public sealed class ProbeOnDockerd(DockerdFixture dockerd)
{
    [Theory]
    [InlineData("--network none")]
    [InlineData("--network host --memory 64m -t")]
    public async Task The_same_line_twice_gives_the_same_report(string options)
    {
        ProbeReport first = await ProbeReport.RunAsync(dockerd.Daemon, TestImage.Plain, ProbeLines.Split(options, "/tmp"));
        ProbeReport second = await ProbeReport.RunAsync(dockerd.Daemon, TestImage.Plain, ProbeLines.Split(options, "/tmp"));
        Assert.Equal("", ProbeComparison.Differences(first, second, []));
    }

    [Fact]
    public async Task Different_lines_give_different_reports()
    {
        ProbeReport first = await ProbeReport.RunAsync(dockerd.Daemon, TestImage.Plain, "--network", "none");
        ProbeReport second = await ProbeReport.RunAsync(dockerd.Daemon, TestImage.Plain, "--network", "none", "--cap-drop", "CHOWN", "--memory", "64m");
        string differences = ProbeComparison.Differences(first, second, []);
        Assert.Contains("status: CapEff", differences, StringComparison.Ordinal);
        Assert.Contains("memory.limit_in_bytes: 67108864", differences, StringComparison.Ordinal);
    }
}
