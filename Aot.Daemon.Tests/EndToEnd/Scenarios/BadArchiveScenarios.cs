using System.Text;
using System.Text.Json.Nodes;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>Truncated and malicious archives: refused, and nothing outside an image's own layers is touched.</summary>
public abstract class BadArchiveScenarios(DaemonFixture fixture, ITestOutputHelper output) : DaemonScenarios(fixture, output)
{
    [Theory]
    [InlineData(0.001)]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(0.999)]
    public async Task A_truncated_archive_is_refused(double part)
    {
        byte[] archive = ImageArchive.Docker(TestImage.All[0]);
        await AssertRefused(archive[..(int)(archive.Length * part)]);
        byte[] compressed = ImageArchive.Gzip(archive);
        await AssertRefused(compressed[..(int)(compressed.Length * part)]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("this is no archive, and it is not long")]
    [InlineData("\u001f\u008b garbage behind the magic of gzip")]
    public async Task What_is_no_archive_is_refused(string content) => await AssertRefused(Encoding.Latin1.GetBytes(content));

    [Fact]
    public async Task Random_bytes_are_refused()
    {
        byte[] bytes = new byte[100_000];
        new Random(3).NextBytes(bytes);
        await AssertRefused(bytes);
    }

    [Fact]
    public async Task An_archive_without_a_manifest_is_refused()
    {
        using TarBuilder tar = new();
        await AssertRefused(tar.File("something", "else").Build());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""[{"Config":"nosuch.json","RepoTags":["test/bad:1"],"Layers":[]}]""")]
    [InlineData("""[{"Config":"../../../../../../etc/passwd","RepoTags":["test/bad:1"],"Layers":[]}]""")]
    [InlineData("""[{"Config":"/etc/passwd","RepoTags":["test/bad:1"],"Layers":["/etc/passwd"]}]""")]
    [InlineData("""[{"RepoTags":["test/bad:1"],"Layers":["nosuch"]}]""")]
    public async Task A_bad_manifest_is_refused(string manifest)
    {
        using TarBuilder tar = new();
        await AssertRefused(tar.File("manifest.json", manifest).Build());
    }

    [Fact]
    public async Task A_layer_that_is_not_what_the_config_says_is_refused()
    {
        await AssertRefused(Archive(Layer(tar => tar.File("a", "b")), diffId: "sha256:" + new string('0', 64)));
    }

    [Fact]
    public async Task A_layer_that_is_a_link_out_of_the_archive_is_not_followed()
    {
        byte[] layer = Layer(tar => tar.File("a", "b"));
        string secret = Path.Combine(Daemon.Root, NewName());
        await File.WriteAllBytesAsync(secret, layer);
        using TarBuilder tar = new();
        tar.File("config.json", Config(TestImage.Digest(layer)));
        tar.SymbolicLink("layer.tar", secret);
        await AssertRefused(tar.File("manifest.json", Manifest()).Build());
    }

    [Theory]
    [InlineData("../../../../../../../../../../..{0}/escaped")]
    [InlineData("{0}/escaped")]
    [InlineData("a/../../../../../../../../../..{0}/escaped")]
    public async Task A_path_out_of_the_layer_writes_nothing_outside(string template)
    {
        string outside = NewOutside();
        await Load(Archive(Layer(tar => tar.File(string.Format(template, outside), "escaped"))));
        Assert.Empty(Directory.GetFileSystemEntries(outside));
    }

    [Fact]
    public async Task A_file_through_a_symbolic_link_writes_nothing_outside()
    {
        string outside = NewOutside();
        await Load(Archive(Layer(tar => tar.SymbolicLink("link", outside).File("link/escaped", "escaped"))));
        await Load(Archive(Layer(tar => tar.SymbolicLink("link", "../../../../../../../../../.." + outside).File("link/escaped", "escaped"))));
        await Load(Archive(Layer(tar => tar.SymbolicLink("link", outside + "/escaped").File("link", "escaped"))));
        await Load(Archive(Layer(tar => tar.SymbolicLink("link", outside).Folder("link").Folder("link/escaped"))));
        Assert.Empty(Directory.GetFileSystemEntries(outside));
    }

    [Fact]
    public async Task A_hard_link_out_of_the_layer_is_not_made()
    {
        string outside = NewOutside();
        string victim = Path.Combine(outside, "victim");
        await File.WriteAllTextAsync(victim, "victim");
        await Load(Archive(Layer(tar => tar.HardLink("link", victim).File("link", "overwritten"))));
        await Load(Archive(Layer(tar => tar.HardLink("link", "../../../../../../../../../.." + victim).File("link", "overwritten"))));
        await Load(Archive(Layer(tar => tar.SymbolicLink("dir", outside).HardLink("link", "dir/victim").File("link", "overwritten"))));
        Assert.Equal("victim", await File.ReadAllTextAsync(victim));
    }

    [Theory]
    [InlineData(".wh...")]
    [InlineData("a/.wh.../")]
    [InlineData(".wh.")]
    [InlineData(".wh.../victim")]
    [InlineData("dir/.wh.victim")]
    public async Task A_whiteout_removes_nothing_outside(string whiteout)
    {
        string outside = NewOutside();
        string victim = Path.Combine(outside, "victim");
        await File.WriteAllTextAsync(victim, "victim");
        await Load(Archive(Layer(tar => tar.SymbolicLink("dir", outside).File(whiteout, ""))));
        Assert.Equal("victim", await File.ReadAllTextAsync(victim));
    }

    [Fact]
    public async Task A_bad_name_in_the_manifest_is_refused() => await AssertRefused(Archive(Layer(tar => tar.File("a", "b")), name: "UPPER/../x"));

    [Fact]
    public async Task An_entry_that_claims_more_than_there_is_is_refused()
    {
        byte[] layer = Layer(tar => tar.File("a", new string('a', 10_000)));
        await AssertRefused(Archive(layer[..2000]));
    }

    [Fact]
    public async Task Import_of_what_is_no_tar_is_refused()
    {
        byte[] bytes = new byte[100_000];
        new Random(4).NextBytes(bytes);
        Assert.NotEqual(0, (await Daemon.Cli.RunAsync(bytes, 60, "import", "-", "test/bad:imported")).ExitCode);
        Assert.Empty((await Docker("images", "-q", "test/bad")).Ok().Lines);
    }

    [Fact]
    public async Task An_imported_path_out_of_the_root_writes_nothing_outside()
    {
        string outside = NewOutside();
        byte[] layer = Layer(tar => tar.SymbolicLink("link", outside).File("link/escaped", "escaped").File("../../../../../../../../../.." + outside + "/escaped", "escaped"));
        await Daemon.Cli.RunAsync(layer, 60, "import", "-", "test/import:" + NewName());
        Assert.Empty(Directory.GetFileSystemEntries(outside));
    }

    private async Task AssertRefused(byte[] archive)
    {
        CliResult result = await Load(archive);
        // dockerd takes an empty archive and some that end early for one without images, and says nothing.
        if (Daemon.IsAotd)
        {
            Assert.NotEqual(0, result.ExitCode);
            Assert.NotEqual("", result.Stderr.Trim());
        }
        Assert.Empty((await Docker("images", "-q", "test/bad")).Ok().Lines);
    }

    private async Task<CliResult> Load(byte[] archive)
    {
        CliResult result = await Daemon.Cli.RunAsync(archive, 60, "load");
        Assert.True(await Daemon.Api.AnswersPingAsync());
        return result;
    }

    private string NewOutside() => Directory.CreateDirectory(Path.Combine(Daemon.Root, "outside", NewName())).FullName;

    private static byte[] Layer(Action<TarBuilder> entries)
    {
        using TarBuilder tar = new();
        entries(tar);
        return tar.Build();
    }

    /// <summary>An archive of one image with one layer. A layer's name is different in every test, so that none is there already.</summary>
    private static byte[] Archive(byte[] layer, string? diffId = null, string name = "test/hostile:1")
    {
        using TarBuilder tar = new();
        return tar.File("config.json", Config(diffId ?? TestImage.Digest(layer))).File("layer.tar", layer).File("manifest.json", Manifest(name)).Build();
    }

    private static string Manifest(string name = "test/bad:1") =>
        new JsonArray(new JsonObject { ["Config"] = "config.json", ["RepoTags"] = new JsonArray(name), ["Layers"] = new JsonArray("layer.tar") }).ToJsonString();

    private static string Config(string diffId) => new JsonObject
    {
        ["architecture"] = "amd64",
        ["os"] = "linux",
        ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(diffId) },
    }.ToJsonString();
}
