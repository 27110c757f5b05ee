using System.Text.Json;
using Aot.Daemon.Config;
using Xunit;

namespace Aot.Daemon.Tests.Config;

public sealed class OptionTextTests
{
    [Theory]
    [InlineData("runtimes", """{"a b":{"path":"/x","runtimeArgs":["1","$2 \n"]},"t":{"runtimeType":"io.containerd.runc.v2","options":{"IoUid":42}}}""")]
    [InlineData("debug", "true")]
    [InlineData("group", "\"g\"")]
    [InlineData("hosts", """["unix:///a","unix:///b"]""")]
    [InlineData("labels", """["a=b","c=<&d\"\u00fc"]""")]
    [InlineData("default-shm-size", "1048576")]
    [InlineData("default-ulimits", """{"core":{"Name":"core","Hard":-1,"Soft":3}}""")]
    [InlineData("features", """{"a":false,"b":true}""")]
    [InlineData("log-opts", """{"max-size":"1m","tag":""}""")]
    [InlineData("shutdown-timeout", "-1")]
    [InlineData("default-address-pools", """[{"base":"10.0.0.0/8","size":24}]""")]
    [InlineData("default-network-opts", """{"bridge":{"com.docker.network.driver.mtu":"1400"}}""")]
    [InlineData("builder", """{"gc":{"enabled":true}}""")]
    public void Writing_what_was_read_gives_it_again(string key, string json)
    {
        DaemonOption option = OptionTable.ByKey(null, key)!;
        DaemonConfig config = option.WithFile(new DaemonConfig(), Parse(json));
        string text = option.Value(config)!;
        Assert.True(JsonElement.DeepEquals(Parse(json), Parse(text)), text);
        Assert.Equal(text, option.Value(option.WithFile(new DaemonConfig(), Parse(text))));
        Assert.Equal(text, option.Value(option.Copy(config, new DaemonConfig())));
    }

    [Fact]
    public void Every_default_can_be_written_and_copied_and_read_back()
    {
        DaemonConfig other = new() { Labels = ["x=y"] };
        foreach (DaemonOption option in OptionTable.Rows)
        {
            DaemonConfig copy = option.Copy(new DaemonConfig(), other);
            Assert.Equal(option.Value(new DaemonConfig()), option.Value(copy));
            if (option.Key is not null && option.Value(copy) is { } text)
            {
                Assert.Equal(text, option.Value(option.WithFile(new DaemonConfig(), Parse(text))));
            }
        }
    }

    [Fact]
    public void The_whole_configuration_is_one_JSON_object_with_every_key_once()
    {
        DaemonConfig config = new() { Group = "g" };
        using JsonDocument json = JsonDocument.Parse(ConfigText.Of(config));
        Assert.Equal(
            SupportedOptions.Rows.Concat(NetworkOptions.Rows).Where(row => row.Key is not null && row.Value(config) is not null).Select(row => row.FullKey).Order(StringComparer.Ordinal),
            json.RootElement.EnumerateObject().Select(property => property.Name));
    }

    private static JsonElement Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
