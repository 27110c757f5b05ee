using System.Text.Json;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;
using Aot.Daemon.Reload;
using Aot.Daemon.Reload.Contracts;
using Aot.Daemon.Tests.Api;
using Aot.Daemon.Tests.Config;
using Xunit;

namespace Aot.Daemon.Tests.Reload;

/// <summary>POST /aotd/reload, and its client.</summary>
public sealed class ReloadEndpointTests
{
    [Fact]
    public async Task A_reload_is_answered_key_by_key()
    {
        using ReloadBench bench = new();
        await using ApiFixture api = await ServeAsync(bench);
        File.WriteAllText(bench.ConfigFile, """{"debug": true, "log-format": "json", "iptables": false, "proxies": {"http-proxy": "http://a:b@c"}}""");

        RawResponse response = await api.SendAsync("POST", "/v1.44/aotd/reload");

        Assert.Equal(200, response.Status);
        using JsonDocument json = JsonDocument.Parse(response.Body);
        Assert.False(json.RootElement.TryGetProperty("message", out _));
        Assert.Equal(2, json.RootElement.GetProperty("Version").GetInt64());
        Assert.Equal(
            [
                """{"Key":"debug","Outcome":"applied","Before":false,"Wanted":true}""",
                """{"Key":"iptables","Outcome":"not supported","Wanted":false}""",
                """{"Key":"log-format","Outcome":"needs a restart","Before":"text","Wanted":"json"}""",
                """{"Key":"proxies.http-proxy","Outcome":"needs a restart","Before":"","Wanted":"http://xxxxx:xxxxx@c"}""",
            ],
            json.RootElement.GetProperty("Keys").EnumerateArray().Where(key => key.GetProperty("Outcome").GetString() != "unchanged").Select(key => key.GetRawText()));
    }

    [Fact]
    public async Task A_reload_that_fails_is_answered_as_an_error_with_the_reason()
    {
        using ReloadBench bench = new();
        await using ApiFixture api = await ServeAsync(bench);
        File.WriteAllText(bench.ConfigFile, """{"debug": true, "log-level": "loud"}""");

        RawResponse response = await api.SendAsync("POST", "/aotd/reload");

        Assert.Equal(400, response.Status);
        using JsonDocument json = JsonDocument.Parse(response.Body);
        Assert.Equal("invalid logging level: loud", json.RootElement.GetProperty("message").GetString());
        Assert.Equal(
            ["debug", "log-level"],
            json.RootElement.GetProperty("Keys").EnumerateArray().Where(key => key.GetProperty("Outcome").GetString() == "rejected").Select(key => key.GetProperty("Key").GetString()));
    }

    [Fact]
    public async Task The_client_reads_both_answers()
    {
        using ReloadBench bench = new();
        await using ApiFixture api = await ServeAsync(bench);
        File.WriteAllText(bench.ConfigFile, """{"labels": ["a=b"], "storage-driver": "btrfs"}""");
        ReloadResponse good = await ReloadClient.PostAsync(api.SocketPath, CancellationToken.None);
        Assert.Null(good.Message);
        Assert.Equal(
            $"""
            labels: applied: [] -> ["a=b"]
            storage-driver: not supported: unset -> "btrfs"
            warning: storage-driver is not supported and has no effect: there is one, overlayfs
            unchanged: {good.Keys.Length - 2} keys

            """,
            ReloadText.Render(good));

        File.WriteAllText(bench.ConfigFile, "{");
        Assert.Contains("unable to configure", (await ReloadClient.PostAsync(api.SocketPath, CancellationToken.None)).Message!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_client_says_when_nobody_or_somebody_else_answers()
    {
        DaemonException nobody = await Assert.ThrowsAsync<DaemonException>(() => ReloadClient.PostAsync("/nope/x.sock", CancellationToken.None));
        Assert.Equal(ErrorKind.Unavailable, nobody.Kind);
        await using ApiFixture other = await ApiFixture.StartAsync(new RouteTable());
        DaemonException stranger = await Assert.ThrowsAsync<DaemonException>(() => ReloadClient.PostAsync(other.SocketPath, CancellationToken.None));
        Assert.EndsWith("is no aotd", stranger.Message, StringComparison.Ordinal);
    }

    private static Task<ApiFixture> ServeAsync(ReloadBench bench)
    {
        var routes = new RouteTable();
        ReloadEndpoints.Map(routes, bench.Reloader);
        return ApiFixture.StartAsync(routes);
    }
}
