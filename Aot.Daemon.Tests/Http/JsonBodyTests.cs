using System.Text;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Http;
using Aot.Daemon.Http.Json;
using Aot.Daemon.Primitives;
using Aot.Daemon.Tests.Api;
using Xunit;

namespace Aot.Daemon.Tests.Http;

public sealed class JsonBodyTests
{
    [Fact]
    public void Names_are_matched_regardless_of_case_and_unknown_ones_are_ignored()
    {
        ContainerConfig config = Config("""{"user":"u","TTY":true,"Unknown":{"a":[1,{}]},"openSTDIN":true}""");
        Assert.Equal(("u", true, true), (config.User, config.Tty, config.OpenStdin));
    }

    [Fact]
    public void Null_leaves_the_default()
    {
        HostConfig host = Host("""{"NetworkMode":null,"Privileged":null,"OomScoreAdj":null,"ShmSize":null,"Binds":null,"Tmpfs":null,"Annotations":{"a":null}}""");
        Assert.Equal(("", false, 0, 0), (host.NetworkMode ?? "", host.Privileged, host.OomScoreAdj, host.ShmSize));
        Assert.Null(host.Binds);
        Assert.Null(host.Tmpfs);
        Assert.Equal("", host.Annotations!["a"]);
        Assert.Null(Config("""{"StopTimeout":null,"NetworkDisabled":null}""").StopTimeout);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"Tty\":1}")]
    [InlineData("{\"Tty\":\"true\"}")]
    [InlineData("{\"User\":5}")]
    [InlineData("{\"StopTimeout\":\"5\"}")]
    [InlineData("{\"StopTimeout\":5.5}")]
    [InlineData("{\"StopTimeout\":99999999999}")]
    [InlineData("{\"Env\":\"a\"}")]
    [InlineData("{\"Env\":[1]}")]
    [InlineData("{\"Env\":[null]}")]
    [InlineData("{\"Labels\":[\"a\"]}")]
    [InlineData("{\"Labels\":{\"a\":1}}")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{} {}")]
    [InlineData("{}x")]
    [InlineData("{'User':'u'}")]
    [InlineData("{\"User\":\"u\",}")]
    [InlineData("{\"User\":\"\\ud800\"}")]
    [InlineData("// comment\n{}")]
    public void What_is_malformed_or_of_a_wrong_type_is_invalid(string text)
    {
        var refused = Assert.Throws<DaemonException>(() => Config(text));
        Assert.Equal(ErrorKind.Invalid, refused.Kind);
        Assert.StartsWith("invalid JSON: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_invalid() =>
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<DaemonException>(() => JsonBody.Parse(
            new([.. "{\"User\":\""u8, 0xff, 0xfe, .. "\"}"u8]), ApiJsonContext.Default.ContainerConfig)).Kind);

    [Fact]
    public void Nesting_has_a_limit() => Assert.Throws<DaemonException>(() => Config("{\"x\":" + new string('[', 100_000)));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    public void Nothing_is_nothing(string text) =>
        Assert.Null(JsonBody.Parse(new(Encoding.UTF8.GetBytes(text)), ApiJsonContext.Default.ContainerConfig));

    [Fact]
    public void What_is_written_is_escaped_no_more_than_json_demands()
    {
        using var buffer = new JsonBuffer();
        buffer.Write(new ErrorResponse("<none> & 'a' + ä \"q\" \\ \n \u0001"), ApiJsonContext.Default.ErrorResponse);
        Assert.Equal("{\"message\":\"<none> & 'a' + ä \\\"q\\\" \\\\ \\n \\u0001\"}", Encoding.UTF8.GetString(buffer.Written.Span));
    }

    [Fact]
    public void A_buffer_grows_and_starts_anew()
    {
        using var buffer = new JsonBuffer();
        string large = new('a', 1_000_000);
        buffer.Write(new ErrorResponse(large), ApiJsonContext.Default.ErrorResponse);
        buffer.WriteNewLine();
        Assert.Equal($"{{\"message\":\"{large}\"}}\n", Encoding.UTF8.GetString(buffer.Written.Span));
        buffer.Clear();
        buffer.Write(new ErrorResponse("b"), ApiJsonContext.Default.ErrorResponse);
        Assert.Equal("{\"message\":\"b\"}", Encoding.UTF8.GetString(buffer.Written.Span));
    }

    [Theory]
    [InlineData("application/json", 200, "u")]
    [InlineData("application/json; charset=utf-8", 200, "u")]
    [InlineData("APPLICATION/JSON", 200, "u")]
    [InlineData("text/plain", 400, "unsupported Content-Type header (text/plain): must be 'application/json'")]
    [InlineData("application/x-www-form-urlencoded", 400, "unsupported Content-Type header (application/x-www-form-urlencoded): must be 'application/json'")]
    [InlineData("", 400, "malformed Content-Type header ()")]
    [InlineData(";", 400, "malformed Content-Type header (;)")]
    public async Task A_body_must_say_that_it_is_json(string contentType, int status, string expected)
    {
        await using ApiFixture api = await StartAsync();
        RawResponse response = await api.SendAsync("POST", "/x", """{"User":"u"}""", contentType);
        Assert.Equal((status, $$"""{"message":"{{expected}}"}"""), (response.Status, response.Body));
    }

    [Fact]
    public async Task An_empty_body_needs_no_content_type()
    {
        await using ApiFixture api = await StartAsync();
        Assert.Equal("""{"message":"nothing"}""", (await api.SendAsync("POST", "/x")).Body);
        Assert.Equal("""{"message":"nothing"}""", (await api.SendAsync("POST", "/x", "", "text/plain")).Body);
    }

    [Fact]
    public async Task A_body_has_a_limit()
    {
        await using ApiFixture api = await StartAsync();
        RawResponse response = await api.SendAsync("POST", "/x", $$"""{"User":"{{new string('a', JsonBody.MaximumBytes)}}"}""");
        Assert.Equal(400, response.Status);
        response = await api.SendAsync("POST", "/x", $$"""{"Image":"{{new string('a', JsonBody.MaximumBytes - 100)}}","User":"u"}""");
        Assert.Equal("""{"message":"u"}""", response.Body);
    }

    private static ContainerConfig Config(string text) => JsonBody.Parse(new(Encoding.UTF8.GetBytes(text)), ApiJsonContext.Default.ContainerConfig)!;

    private static HostConfig Host(string text) => JsonBody.Parse(new(Encoding.UTF8.GetBytes(text)), ApiJsonContext.Default.HostConfig)!;

    private static Task<ApiFixture> StartAsync() => ApiFixture.StartAsync(("POST", "/x", async context =>
    {
        ContainerConfig? config = await context.ReadJsonAsync(ApiJsonContext.Default.ContainerConfig);
        await context.WriteJsonAsync(200, new ErrorResponse(config?.User ?? "nothing"), ApiJsonContext.Default.ErrorResponse);
    }
    ));
}
