using System.Text.Json;
using Aot.Daemon.Http;
using Aot.Daemon.Images;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Images;

public sealed class ListTests
{
    private static readonly ApiVersion Old = new(1, 42);

    [Theory]
    [InlineData("{}", "new:1 old:1 -")]
    [InlineData("{\"dangling\":[\"true\"]}", "-")]
    [InlineData("{\"dangling\":{\"false\":true}}", "new:1 old:1")]
    [InlineData("{\"label\":[\"kind\"]}", "new:1 old:1")]
    [InlineData("{\"label\":[\"kind=new\"]}", "new:1")]
    [InlineData("{\"label!\":[\"kind=new\"]}", "old:1 -")]
    [InlineData("{\"reference\":[\"new\"]}", "new:1")]
    [InlineData("{\"reference\":[\"*:1\"]}", "new:1 old:1")]
    [InlineData("{\"before\":[\"new:1\"]}", "old:1 -")]
    [InlineData("{\"since\":[\"old:1\"]}", "new:1")]
    [InlineData("{\"until\":[\"2022-06-01\"]}", "old:1 -")]
    [InlineData("{\"until\":[\"1654041600\"]}", "old:1 -")]
    public async Task The_filters_choose(string filters, string expected)
    {
        using ImageFixture images = await Sample();
        IEnumerable<string> found = List(images, filters).Select(image => image.RepoTags.FirstOrDefault("-"));
        Assert.Equal(expected, string.Join(' ', found));
    }

    [Theory]
    [InlineData("{\"nosuch\":[\"x\"]}", ErrorKind.Invalid, "invalid filter 'nosuch'")]
    [InlineData("{\"dangling\":[\"maybe\"]}", ErrorKind.Invalid, "invalid filter 'dangling=maybe'")]
    [InlineData("{\"until\":[\"someday\"]}", ErrorKind.Invalid, "invalid filter 'until=someday'")]
    [InlineData("{\"before\":[\"nosuch\"]}", ErrorKind.NotFound, "No such image: nosuch:latest")]
    public async Task A_bad_filter_is_refused(string filters, object kind, string message)
    {
        using ImageFixture images = await Sample();
        DaemonException failure = Assert.Throws<DaemonException>(() => List(images, filters));
        Assert.Equal((kind, message), ((object)failure.Kind, failure.Message));
    }

    [Fact]
    public async Task Old_clients_get_what_they_know()
    {
        using ImageFixture images = await Sample();
        ImageSummary old = images.Service.List(Filters.Parse("{\"dangling\":[\"1\"]}"), false, false, Old).Single();
        Assert.Equal(["<none>:<none>"], old.RepoTags);
        Assert.Equal(["<none>@<none>"], old.RepoDigests);
        Assert.Equal(old.Size, old.VirtualSize);
        ImageSummary current = List(images, "{\"dangling\":[\"1\"]}").Single();
        Assert.Empty(current.RepoTags);
        Assert.Null(current.VirtualSize);
        Assert.Equal((-1, -1), (current.SharedSize, current.Containers));
    }

    [Fact]
    public async Task Shared_layers_and_containers_are_counted_when_asked_for()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[][] layers = [SampleImages.Layer("12345"), SampleImages.Layer("own")];
        ImageEntry upper = await images.LoadAsync(ImageArchives.Docker(ImageArchives.Config(layers), layers, "upper:1"), "upper:1");
        await images.LoadAsync(ImageArchives.Docker(ImageArchives.Config(layers[..1]), layers[..1], "lower:1"));
        images.Containers.Add(new ImageUser(new string('a', 64), upper.Id, true, upper.ChainIdTexts()));
        List<ImageSummary> list = images.Service.List(Filters.None, true, true, ApiVersion.Current);
        ImageSummary summary = list.Single(image => image.Id == upper.Id.Value);
        Assert.Equal((5, 8, 1), (summary.SharedSize, summary.Size, summary.Containers));
    }

    [Fact]
    public async Task Inspection_tells_each_version_what_it_knows()
    {
        using ImageFixture images = await Sample();
        string current = JsonSerializer.Serialize(images.Service.Inspect("new:1", ApiVersion.Current), ApiJsonContext.Default.ImageInspect);
        string old = JsonSerializer.Serialize(images.Service.Inspect("new:1", Old), ApiJsonContext.Default.ImageInspect);
        Assert.DoesNotContain("VirtualSize", current);
        Assert.DoesNotContain("\"ContainerConfig\"", current);
        Assert.Contains("\"VirtualSize\"", old);
        Assert.Contains("\"ContainerConfig\"", old);
        Assert.Contains("\"Created\":\"2023-01-01T00:00:00Z\"", current);
        Assert.Contains("\"RootFS\":{\"Type\":\"layers\",\"Layers\":[\"sha256:", current);
        Assert.Contains("\"Labels\":{\"kind\":\"new\"}", current);
    }

    [Fact]
    public async Task History_is_told_newest_first_with_the_layers_sizes()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[] layer = SampleImages.Layer("12345");
        string config = System.Text.Encoding.UTF8.GetString(ImageArchives.Config([layer]));
        config = config[..config.IndexOf("\"history\"", StringComparison.Ordinal)]
            + "\"history\":[{\"created\":\"2020-01-01T00:00:00Z\",\"created_by\":\"ADD\"},{\"created_by\":\"CMD\",\"empty_layer\":true,\"comment\":\"c\"}]}";
        ImageEntry image = await images.LoadAsync(ImageArchives.Docker(System.Text.Encoding.UTF8.GetBytes(config), [layer], "a:1"), "a:1");
        List<ImageHistoryItem> history = images.Service.History("a:1");
        Assert.Equal([(image.Id.Value, "CMD", 0L, "c"), ("<missing>", "ADD", 5L, "")], history.Select(step => (step.Id, step.CreatedBy, step.Size, step.Comment)));
        Assert.Equal(["a:1"], history[0].Tags!);
        Assert.Equal(1_577_836_800, history[1].Created);
    }

    [Fact]
    public async Task Tagging_gives_a_name_and_tells_of_it()
    {
        using ImageFixture images = await Sample();
        ImageEntry image = images.Service.Get("new:1");
        await images.Service.TagAsync("new:1", "registry:5000/other", null, CancellationToken.None);
        Assert.Equal(image.Id, images.Service.Get("registry:5000/other").Id);
        Assert.Contains(("tag", image.Id.Value, "registry:5000/other:latest"), images.Events);
        await images.Service.TagAsync("old:1", "registry:5000/other", "latest", CancellationToken.None);
        Assert.Equal(["new:1"], images.Service.Get("new:1").RepoTags);
    }

    [Theory]
    [InlineData("Bad", "t")]
    [InlineData("good", "-bad")]
    [InlineData("", "t")]
    [InlineData("sha256", "t")]
    [InlineData("a@sha256:0000000000000000000000000000000000000000000000000000000000000000", null)]
    public async Task A_name_that_cannot_be_given_is_refused(string repository, string? tag)
    {
        using ImageFixture images = await Sample();
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(
            () => images.Service.TagAsync("new:1", repository, tag, CancellationToken.None));
        Assert.Equal(ErrorKind.Invalid, failure.Kind);
    }

    [Theory]
    [InlineData("{}", 1)]
    [InlineData("{\"dangling\":[\"false\"]}", 3)]
    [InlineData("{\"dangling\":[\"false\"],\"label\":[\"kind=old\"]}", 1)]
    [InlineData("{\"dangling\":[\"false\"],\"until\":[\"2022-01-01\"]}", 2)]
    public async Task Pruning_removes_what_nothing_uses(string filters, int removed)
    {
        using ImageFixture images = await Sample();
        long size = images.Service.Index.Images.Sum(image => image.Size);
        ImagePruneResponse done = await images.Service.PruneAsync(Filters.Parse(filters), CancellationToken.None);
        Assert.Equal(3 - removed, images.Service.Index.Images.Count());
        Assert.Equal(size - images.Service.Index.Images.Sum(image => image.Size), done.SpaceReclaimed);
        Assert.Equal("prune", images.Events[^1].Action);
    }

    [Fact]
    public async Task Pruning_keeps_what_a_container_is_made_of()
    {
        using ImageFixture images = await Sample();
        ImageEntry dangling = images.Service.Index.Images.Single(image => image.References.IsEmpty);
        images.Containers.Add(new ImageUser(new string('a', 64), dangling.Id, false, dangling.ChainIdTexts()));
        ImagePruneResponse done = await images.Service.PruneAsync(Filters.None, CancellationToken.None);
        Assert.Null(done.ImagesDeleted);
        Assert.Equal(0, done.SpaceReclaimed);
        Assert.Equal(3, images.Service.Index.Images.Count());
    }

    /// <summary>new:1 of 2023, old:1 of 2021, and one without a name of 2020.</summary>
    private static async Task<ImageFixture> Sample()
    {
        ImageFixture images = await ImageFixture.CreateAsync();
        await images.LoadAsync(SampleImages.Custom("old", "\"Labels\":{\"kind\":\"old\"}", "2021-01-01T00:00:00Z", "old:1"));
        await images.LoadAsync(SampleImages.Custom("new", "\"Labels\":{\"kind\":\"new\"}", "2023-01-01T00:00:00Z", "new:1"));
        await images.LoadAsync(SampleImages.Custom("untagged", "\"Labels\":null", "2020-01-01T00:00:00Z"));
        return images;
    }

    private static List<ImageSummary> List(ImageFixture images, string filters) =>
        images.Service.List(Filters.Parse(filters), false, false, ApiVersion.Current);
}
