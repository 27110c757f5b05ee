using Aot.Daemon.Config;
using Xunit;

namespace Aot.Daemon.Tests.Config;

public sealed class HostAddressTests
{
    [Theory]
    [InlineData("", "/run/aotd.sock")]
    [InlineData("unix://", "/run/aotd.sock")]
    [InlineData(" unix:///a/../b ", "/b")]
    public void A_unix_socket_is_named_by_an_absolute_path(string text, string path) =>
        Assert.Equal(path, HostAddress.Parse(text).SocketPath);

    [Theory]
    [InlineData("unix://rel")]
    [InlineData("127.0.0.1:2375")]
    [InlineData("tcp://")]
    [InlineData("fd://3")]
    [InlineData("npipe:////./pipe/x")]
    [InlineData("unix:///a\0b")]
    public void Other_addresses_are_refused(string text) => Assert.Throws<FormatException>(() => HostAddress.Parse(text));

    [Fact]
    public void A_path_longer_than_the_kernel_takes_is_refused()
    {
        Assert.Equal(107, HostAddress.Parse("unix:///" + new string('a', 106)).SocketPath.Length);
        Assert.Throws<FormatException>(() => HostAddress.Parse("unix:///" + new string('a', 107)));
    }
}
