using System.Net;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Shape;

/// <summary>What dockerd's answers have, aotd's have too, with values of the same kind: programs read them without asking.</summary>
[Collection(BothCollection.Name)]
[Trait("Category", "EndToEnd")]
public sealed class ShapeOnBothTests(AotdFixture aotd, DockerdFixture dockerd)
{
    /// <summary>What aotd leaves out on purpose, and why.</summary>
    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["BridgeNfIptables Boolean"] = "gone from the API in 1.50",
        ["BridgeNfIp6tables Boolean"] = "gone from the API in 1.50",
        ["KernelMemoryTCP Boolean"] = "left out since 1.42 where the kernel has none",
        ["RegistryConfig.AllowNondistributableArtifactsCIDRs Compound"] = "without effect, and going from the API",
        ["RegistryConfig.AllowNondistributableArtifactsHostnames Compound"] = "without effect, and going from the API",
    };

    [Theory]
    [InlineData("/v1.41/containers/shape/json")]
    [InlineData("/v1.41/containers/shape/json?size=1")]
    [InlineData("/v1.41/containers/json?all=1&filters={\"name\":[\"shape\"]}")]
    [InlineData("/v1.41/images/json")]
    [InlineData("/v1.41/images/test/entry:1/json")]
    [InlineData("/v1.41/images/test/entry:1/history")]
    [InlineData("/v1.41/version")]
    [InlineData("/v1.41/info")]
    public async Task Nothing_that_dockerd_tells_is_missing(string path)
    {
        IReadOnlySet<string> expected = JsonShape.Of(await AskAsync(dockerd.Daemon, path));
        IReadOnlySet<string> actual = JsonShape.Of(await AskAsync(aotd.Daemon, path));
        string[] missing = [.. JsonShape.Missing(expected, actual).Where(property => !LeftOut.ContainsKey(property))];
        Assert.True(missing.Length == 0, "missing:\n" + string.Join('\n', missing));
    }

    private static async Task<string> AskAsync(DaemonUnderTest daemon, string path)
    {
        if ((await daemon.Api.GetAsync("/containers/shape/json")).Status == HttpStatusCode.NotFound)
        {
            (await daemon.Docker("run", "--name", "shape", "--network", "none", "--label", "a=b", "-v", "/etc:/mnt:ro", TestImage.Plain, "true")).Ok();
        }
        return (await daemon.Api.GetAsync(path)).Expect(HttpStatusCode.OK).Body;
    }
}
