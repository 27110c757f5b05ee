using System.Text;
using Aot.Daemon.Http;
using Aot.Daemon.Images;
using Aot.Daemon.Tests.Api;
using Xunit;

namespace Aot.Daemon.Tests.Images;

public sealed class ImageRoutesTests
{
    [Fact]
    public async Task An_archive_is_loaded_listed_tagged_saved_and_removed_over_http()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        await using ApiFixture api = await StartAsync(images);
        RawResponse loaded = await PostAsync(api, "/v1.41/images/load?quiet=1", SampleImages.Archive("a", "a/b:1"));
        Assert.Equal(200, loaded.Status);
        Assert.Contains("{\"stream\":\"Loaded image: a/b:1\\n\"}", loaded.Body);
        Assert.Contains("\"RepoTags\":[\"a/b:1\"]", (await api.SendAsync("GET", "/images/json")).Body);
        Assert.Contains("\"RepoTags\":[\"a/b:1\"]", (await api.SendAsync("GET", "/v1.51/images/a/b:1/json")).Body);
        Assert.Contains("\"CreatedBy\":\"test\"", (await api.SendAsync("GET", "/images/a/b:1/history")).Body);
        Assert.Equal(201, (await api.SendAsync("POST", "/images/a/b:1/tag?repo=c&tag=2", "")).Status);
        Assert.Contains("manifest.json", (await api.SendAsync("GET", "/images/get?names=c:2&names=a/b:1")).Body);
        Assert.Contains("manifest.json", (await api.SendAsync("GET", "/images/a/b:1/get")).Body);
        Assert.Equal("[{\"Untagged\":\"a/b:1\"}]", (await api.SendAsync("DELETE", "/images/a/b:1")).Body.Trim());
        Assert.Contains("\"Deleted\"", (await api.SendAsync("DELETE", "/images/c:2?force=1")).Body);
        Assert.Contains("\"SpaceReclaimed\":0", (await api.SendAsync("POST", "/images/prune", "")).Body);
    }

    [Fact]
    public async Task A_layers_progress_is_told_unless_quiet()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        await using ApiFixture api = await StartAsync(images);
        RawResponse loaded = await PostAsync(api, "/images/load", SampleImages.Archive("a", "a:1"));
        Assert.Contains("\"status\":\"Loading layer\",\"progressDetail\":{\"current\":", loaded.Body);
    }

    [Fact]
    public async Task A_failure_is_told_after_all_was_received_by_a_load_in_its_stream()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        await using ApiFixture api = await StartAsync(images);
        var archive = new byte[8 * 1024 * 1024];
        ((byte[])[0x28, 0xb5, 0x2f, 0xfd]).CopyTo(archive, 0);
        RawResponse load = await PostAsync(api, "/images/load", archive);
        Assert.Equal(200, load.Status);
        Assert.Contains("{\"errorDetail\":{\"message\":\"archive is compressed with zstd", load.Body);
        RawResponse import = await PostAsync(api, "/images/create?fromSrc=-", archive);
        Assert.Equal(400, import.Status);
        Assert.Contains("{\"message\":\"archive is compressed with zstd", import.Body);
    }

    [Fact]
    public async Task A_root_file_system_is_imported_over_http()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        await using ApiFixture api = await StartAsync(images);
        RawResponse answer = await PostAsync(
            api, "/images/create?fromSrc=-&repo=made&tag=1&message=m&changes=CMD%20%5B%22a%22%5D&changes=USER%20b", SampleImages.Layer("x"));
        ImageEntry image = images.Service.Get("made:1");
        Assert.Contains($"{{\"status\":\"{image.Id}\"}}", answer.Body);
        Assert.Equal("b", image.RunConfig.User);
        Assert.Equal(["a"], image.RunConfig.Cmd!.Values);
    }

    [Theory]
    [InlineData("GET", "/images/nosuch/json", 404, "No such image: nosuch:latest")]
    [InlineData("GET", "/images/Bad/json", 400, "must be lowercase")]
    [InlineData("DELETE", "/images/nosuch", 404, "No such image: nosuch:latest")]
    [InlineData("GET", "/images/get?names=nosuch", 404, "No such image: nosuch")]
    [InlineData("GET", "/images/get", 400, "no images are named")]
    [InlineData("POST", "/images/nosuch/tag?repo=a", 404, "No such image: nosuch:latest")]
    [InlineData("POST", "/images/create?fromImage=busybox&tag=latest", 501, "does not pull images")]
    [InlineData("POST", "/images/create?fromSrc=http://example.com/a.tar", 501, "importing from a URL is not supported")]
    [InlineData("POST", "/images/create?fromSrc=-&changes=RUN%20x", 400, "run is not a valid change command")]
    [InlineData("POST", "/images/create?fromSrc=-&platform=windows", 400, "invalid platform")]
    [InlineData("GET", "/images/json?filters=%7B%22x%22%3A%5B%22y%22%5D%7D", 400, "invalid filter 'x'")]
    public async Task A_failure_has_its_status_and_words(string method, string target, int status, string message)
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        await using ApiFixture api = await StartAsync(images);
        RawResponse answer = await api.SendAsync(method, target, method == "POST" ? "" : null);
        Assert.Equal(status, answer.Status);
        Assert.Contains(message, answer.Body);
    }

    private static Task<ApiFixture> StartAsync(ImageFixture images)
    {
        var routes = new RouteTable();
        ImageEndpoints.Map(routes, images.Service);
        return ApiFixture.StartAsync(routes);
    }

    private static async Task<RawResponse> PostAsync(ApiFixture api, string target, byte[] body)
    {
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync($"POST {target} HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Type: application/x-tar\r\nContent-Length: {body.Length}\r\n\r\n");
        await client.SendAsync(body);
        return RawResponse.Parse(await client.ReadToEndAsync());
    }
}
