using Aot.Daemon.Images;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Images;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("busybox", "busybox", true)]
    [InlineData("busy*", "busybox:latest", true)]
    [InlineData("*", "a/b", false)]
    [InlineData("*/*", "a/b", true)]
    [InlineData("*box*:l?test", "busybox:latest", true)]
    [InlineData("b[a-z]sybox", "busybox", true)]
    [InlineData("b[^a-z]sybox", "busybox", false)]
    [InlineData("a\\*", "a*", true)]
    [InlineData("a\\*", "ab", false)]
    [InlineData("", "", true)]
    [InlineData("a*", "", false)]
    [InlineData("**a**", "bab", true)]
    public void A_pattern_matches_as_in_go(string pattern, string text, bool matches) =>
        Assert.Equal(matches, PathPattern.Matches(pattern, text));

    [Theory]
    [InlineData("[a")]
    [InlineData("\\")]
    public void A_malformed_pattern_is_invalid(string pattern) =>
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<DaemonException>(() => PathPattern.Matches(pattern, "a")).Kind);
}
