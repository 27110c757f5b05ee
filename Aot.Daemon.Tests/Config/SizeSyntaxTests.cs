using Aot.Daemon.Config;
using Xunit;

namespace Aot.Daemon.Tests.Config;

public sealed class SizeSyntaxTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("4096", 4096)]
    [InlineData("1b", 1)]
    [InlineData("64m", 64L << 20)]
    [InlineData("64M", 64L << 20)]
    [InlineData("64MB", 64L << 20)]
    [InlineData("64MiB", 64L << 20)]
    [InlineData("64 mib", 64L << 20)]
    [InlineData("1.5k", 1536)]
    [InlineData("1p", 1L << 50)]
    [InlineData("8191p", 8191L << 50)]
    public void A_size_is_read_in_powers_of_1024(string text, long bytes) => Assert.Equal(bytes, new SizeSyntax().Add(0, text));

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("-1")]
    [InlineData("1x")]
    [InlineData("1bb")]
    [InlineData("1mx")]
    [InlineData("1.2.3")]
    [InlineData("8192p")]
    [InlineData("99999999999999999999999999999999999999")]
    public void Anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => new SizeSyntax().Add(0, text));
}
