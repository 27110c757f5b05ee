using Aot.Daemon.Engine.Oci;
using Xunit;

namespace Aot.Daemon.Tests.Engine.Oci;

public sealed class UnixPathTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/a/", "/a")]
    [InlineData("//a//b/./c", "/a/b/c")]
    [InlineData("/a/../b", "/b")]
    [InlineData("/../../b", "/b")]
    [InlineData("a", "/a")]
    [InlineData("", "/")]
    public void Paths_are_cleaned(string path, string clean) => Assert.Equal(clean, UnixPath.Clean(path));
}
