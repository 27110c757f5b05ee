using Aot.Daemon.Config;
using Xunit;

namespace Aot.Daemon.Tests.Config;

public sealed class MetricsAddressTests
{
    [Theory]
    [InlineData(":9323", "127.0.0.1:9323", true)]
    [InlineData("localhost:9323", "127.0.0.1:9323", true)]
    [InlineData("127.0.0.5:1", "127.0.0.5:1", true)]
    [InlineData("[::1]:9323", "[::1]:9323", true)]
    [InlineData("0.0.0.0:9323", "0.0.0.0:9323", false)]
    [InlineData("[::]:65535", "[::]:65535", false)]
    [InlineData("192.0.2.7:0", "192.0.2.7:0", false)]
    public void Only_an_address_that_is_written_out_leaves_the_host(string text, string address, bool isLoopback)
    {
        MetricsAddress parsed = MetricsAddress.Parse(text);
        Assert.Equal((address, isLoopback), (parsed.ToString(), parsed.IsLoopback));
        Assert.Equal(parsed, MetricsAddress.Parse(address));
    }

    [Theory]
    [InlineData("9323")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1: 1")]
    [InlineData("::1:9323")]
    [InlineData("[127.0.0.1]:1")]
    [InlineData("example.org:9323")]
    [InlineData("[::1:9323")]
    public void Anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => MetricsAddress.Parse(text));

    [Fact]
    public void The_option_takes_one_in_the_file_and_an_empty_one_is_none()
    {
        using var folder = new TemporaryFolder();
        DaemonConfig Load(string file) => ConfigLoader.Load(CommandLine.Parse(["--config-file", folder.Write("daemon.json", file)]));
        Assert.Equal("127.0.0.1:9323", Load("""{"metrics-addr": ":9323"}""").MetricsAddress.ToString());
        Assert.Null(Load("""{"metrics-addr": ""}""").MetricsAddress);
        Assert.Empty(ConfigWarnings.Of(Load("""{"metrics-addr": ":9323"}""")));
        Assert.Equal<string>(
            ["metrics-addr: whoever reaches 0.0.0.0:9323 can read the metrics"], ConfigWarnings.Of(Load("""{"metrics-addr": "0.0.0.0:9323"}""")));
    }
}
