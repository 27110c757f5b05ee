using System.Text.Json;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>load, import, images, tag, history, save, rmi, prune.</summary>
public abstract class ImageScenarios(DaemonFixture fixture, ITestOutputHelper output) : DaemonScenarios(fixture, output)
{
    [Fact]
    public async Task Load_names_what_it_loaded()
    {
        CliResult loaded = await Daemon.Cli.RunAsync(ImageArchive.Docker(TestImage.All[0]), 60, "load");
        Assert.Contains("Loaded image: " + TestImage.Plain, loaded.Ok().Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_takes_a_compressed_archive_and_a_file()
    {
        string file = Path.Combine(Daemon.Root, NewName());
        await File.WriteAllBytesAsync(file, ImageArchive.Gzip(ImageArchive.Docker(TestImage.All[2])));
        Assert.Contains("Loaded image: " + TestImage.Empty, (await Docker("load", "-i", file)).Ok().Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loaded_images_id_is_its_configs_digest_and_inspect_tells_the_rest()
    {
        TestImage image = TestImage.All[1];
        JsonElement json = JsonDocument.Parse((await Docker("image", "inspect", image.Name)).Ok().Stdout).RootElement[0];
        Assert.Equal(image.Id, json.GetProperty("Id").GetString());
        Assert.Equal([image.Name], json.GetProperty("RepoTags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Equal(image.LayerTars.Select(TestImage.Digest), json.GetProperty("RootFS").GetProperty("Layers").EnumerateArray().Select(layer => layer.GetString()));
        Assert.Equal("amd64 linux 2023-11-14T22:13:20Z", $"{json.GetProperty("Architecture")} {json.GetProperty("Os")} {json.GetProperty("Created")}");
        Assert.Equal("app", json.GetProperty("Config").GetProperty("User").GetString());
        Assert.True(json.GetProperty("Size").GetInt64() > 1_000_000);
        Assert.Equal(image.Id, JsonDocument.Parse((await Docker("image", "inspect", image.Id[7..19])).Ok().Stdout).RootElement[0].GetProperty("Id").GetString());
    }

    [Fact]
    public async Task Images_lists_and_filters()
    {
        string[] all = (await Docker("images", "--format", "{{.Repository}}:{{.Tag}}")).Ok().Lines;
        Assert.Contains(TestImage.Plain, all);
        Assert.Contains(TestImage.Entry, all);
        Assert.Equal([TestImage.Plain], (await Docker("images", "--format", "{{.Repository}}:{{.Tag}}", "test/plain")).Ok().Lines);
        Assert.Equal([TestImage.Entry], (await Docker("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "label=only.image=yes")).Ok().Lines);
        Assert.Equal([TestImage.Plain], (await Docker("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=test/pl*:1")).Ok().Lines);
        Assert.Equal(TestImage.All[0].Id, (await Docker("images", "-q", "--no-trunc", TestImage.Plain)).Ok().Trimmed);
        Assert.Empty((await Docker("images", "-q", "test/plain:nothing")).Ok().Lines);
        (await Docker("images", "--filter", "nonsense=1")).FailsSaying("invalid filter");
    }

    [Fact]
    public async Task Tags_come_and_go_and_the_image_stays_until_the_last()
    {
        string tag = "test/" + NewName() + ":v1";
        (await Docker("tag", TestImage.Entry, tag)).Ok();
        Assert.Equal(TestImage.All[1].Id, (await Docker("images", "-q", "--no-trunc", tag)).Ok().Trimmed);
        Assert.Equal("Untagged: " + tag, (await Docker("rmi", tag)).Ok().Trimmed);
        (await Docker("image", "inspect", tag)).FailsSaying("No such image: " + tag);
        (await Docker("image", "inspect", TestImage.Entry)).Ok();
        (await Docker("tag", "nosuch:image", tag)).FailsSaying("No such image: nosuch:image");
        (await Docker("rmi", "nosuch:image")).FailsSaying("No such image: nosuch:image");
    }

    [Fact]
    public async Task History_tells_the_layers_from_the_top()
    {
        string[] lines = (await Docker("history", "--no-trunc", "--format", "{{.ID}} {{.CreatedBy}}", TestImage.Plain)).Ok().Lines;
        Assert.Equal([TestImage.All[0].Id + " layer 2", "<missing> layer 1", "<missing> layer 0"], lines);
    }

    [Fact]
    public async Task A_saved_image_loads_again_after_it_was_removed()
    {
        string tag = NewName() + ":saved";
        byte[] archive = await Import(tag, "mark", "saved\n");
        string id = (await Docker("images", "-q", "--no-trunc", tag)).Ok().Trimmed;
        byte[] saved = (await Docker("save", tag)).Ok().Output;
        Assert.Contains("Deleted: " + id, (await Docker("rmi", tag)).Ok().Stdout, StringComparison.Ordinal);
        Assert.Contains("Loaded image: " + tag, (await Daemon.Cli.RunAsync(saved, 60, "load")).Ok().Stdout, StringComparison.Ordinal);
        Assert.Equal(id, (await Docker("images", "-q", "--no-trunc", tag)).Ok().Trimmed);
        Assert.NotEmpty(archive);
        Assert.Equal("saved\n", (await Run(tag, "/bin/busybox", "cat", "/mark")).Ok().Stdout);
    }

    [Fact]
    public async Task Several_images_are_saved_in_one_archive_to_a_file()
    {
        string file = Path.Combine(Daemon.Root, NewName());
        (await Docker("save", "-o", file, TestImage.Plain, TestImage.Entry)).Ok();
        string[] loaded = (await Docker("load", "-i", file)).Ok().Lines;
        Assert.Equal(["Loaded image: " + TestImage.Entry, "Loaded image: " + TestImage.Plain], loaded.Order());
        (await Docker("save", "-o", file, "nosuch:image")).FailsSaying("nosuch:image");
    }

    [Fact]
    public async Task Import_makes_an_image_of_a_plain_tar_with_changes()
    {
        string tag = NewName() + ":v2";
        await Import(tag, "mark", "imported\n", "--change", "ENV COLOUR=violet", "--change", "CMD [\"/bin/busybox\",\"cat\",\"/mark\"]", "--message", "from a test");
        Assert.Equal("imported\n", (await Run(tag)).Ok().Stdout);
        Assert.Contains("COLOUR=violet", (await Docker("image", "inspect", tag)).Ok().Stdout, StringComparison.Ordinal);
        Assert.Contains("from a test", (await Docker("history", tag)).Ok().Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_in_use_is_not_removed()
    {
        string tag = NewName() + ":used";
        await Import(tag, "mark", tag, "--change", "CMD [\"/bin/busybox\",\"sleep\",\"1000\"]");
        string name = NewName();
        (await Docker("run", "-d", "--name", name, "--network", "none", tag)).Ok();
        (await Docker("rmi", tag)).FailsSaying("conflict");
        (await Docker("kill", name)).Ok();
        (await Docker("rmi", tag)).FailsSaying("conflict");
        (await Docker("rm", name)).Ok();
        Assert.Contains("Deleted: sha256:", (await Docker("rmi", tag)).Ok().Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prune_removes_untagged_images()
    {
        string tag = NewName() + ":again";
        await Import(tag, "mark", "first " + tag);
        string first = (await Docker("images", "-q", "--no-trunc", tag)).Ok().Trimmed;
        await Import(tag, "mark", "second " + tag);
        Assert.Contains(first, (await Docker("images", "-q", "--no-trunc", "--filter", "dangling=true")).Ok().Lines);
        CliResult pruned = await Docker("image", "prune", "--force");
        Assert.Contains("deleted: " + first, pruned.Ok().Stdout, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Total reclaimed space", pruned.Stdout, StringComparison.Ordinal);
        (await Docker("image", "inspect", first)).FailsSaying("No such image");
        (await Docker("image", "inspect", tag)).Ok();
    }

    [Fact]
    public async Task Running_an_unknown_image_says_so_before_it_pulls()
    {
        CliResult result = await Docker("create", "--pull", "never", "--network", "none", "nosuch:image", "true");
        result.Expect(1).FailsSaying("No such image: nosuch:image");
    }

    /// <summary>Imports a small root of busybox and one file more; gives the tar.</summary>
    private async Task<byte[]> Import(string tag, string file, string content, params string[] options)
    {
        using TarBuilder tar = new();
        byte[] archive = tar.Folder("bin")
            .File("bin/busybox", await File.ReadAllBytesAsync("/bin/busybox"), 0x1ED)
            .File(file, content)
            .Build();
        Assert.StartsWith("sha256:", (await Daemon.Cli.RunAsync(archive, 60, ["import", .. options, "-", tag])).Ok().Stdout, StringComparison.Ordinal);
        return archive;
    }
}
