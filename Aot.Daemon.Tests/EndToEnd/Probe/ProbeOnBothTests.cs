using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Probe;

/// <summary>The same `docker run` line on both daemons gives containers that see the same.</summary>
[Collection(BothCollection.Name)]
[Trait("Category", "EndToEnd")]
public sealed class ProbeOnBothTests(AotdFixture aotd, DockerdFixture dockerd)
{
    [Theory]
    [MemberData(nameof(ProbeLines.All), MemberType = typeof(ProbeLines))]
    public async Task A_container_sees_on_aotd_what_it_sees_on_dockerd(string options)
    {
        ProbeReport expected = await ProbeAsync(dockerd, TestImage.Plain, options);
        await AssertSameAsync(expected, TestImage.Plain, options, "runc");
        await AssertSameAsync(expected, TestImage.Plain, options, "crun");
    }

    [Fact]
    public async Task An_image_with_a_user_and_a_directory_gives_the_same_too()
    {
        ProbeReport expected = await ProbeAsync(dockerd, TestImage.Entry, "--network none");
        await AssertSameAsync(expected, TestImage.Entry, "--network none", "runc");
        await AssertSameAsync(expected, TestImage.Entry, "--network none", "crun");
    }

    private async Task AssertSameAsync(ProbeReport expected, string image, string options, string runtime)
    {
        ProbeReport actual = await ProbeAsync(aotd, image, $"{options} --runtime {runtime}");
        string differences = ProbeComparison.Differences(expected, actual, [.. ExplainedDifferences.All.Where(difference => difference.Applies(runtime, options))]);
        if (differences.Length > 0)
        {
            Assert.Fail($"with {runtime}, dockerd's lines (-) and aotd's (+):\n{differences}");
        }
    }

    private static async Task<ProbeReport> ProbeAsync(DaemonFixture fixture, string image, string options)
    {
        string directory = Directory.CreateDirectory(Path.Combine(fixture.Daemon.Root, "bound")).FullName;
        return await ProbeReport.RunAsync(fixture.Daemon, image, ProbeLines.Split(options, directory));
    }
}
