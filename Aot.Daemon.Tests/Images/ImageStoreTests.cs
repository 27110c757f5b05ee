using Aot.Daemon.Images;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Images;

/// <summary>What a crash, a power cut or a careless hand may leave.</summary>
public sealed class ImageStoreTests
{
    [Fact]
    public async Task Images_are_there_again_after_a_restart()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        ImageEntry before = await images.LoadAsync(SampleImages.Archive("a", "a:1", "b:2"), "a:1");
        await images.LoadAsync(SampleImages.Archive("untagged"));
        await images.ReopenAsync();
        ImageEntry after = images.Service.Get("b:2");
        Assert.Equal(before.Id, after.Id);
        Assert.Equal(before.RepoTags, after.RepoTags);
        Assert.Equal(before.Size, after.Size);
        Assert.Equal(2, images.Service.Index.Images.Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"schemaVersion\":2,\"manif")]
    [InlineData("null")]
    public async Task A_damaged_index_is_kept_aside_and_the_daemon_comes_up(string content)
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        await images.LoadAsync(SampleImages.Archive("a", "a:1"));
        string index = images.Store.Content.IndexPath;
        File.WriteAllText(index, content);
        await images.ReopenAsync();
        Assert.Empty(images.Service.Index.Images);
        Assert.Single(Directory.EnumerateFiles(Path.Combine(images.Root, "images"), "index.json.damaged-*"));

        // Its content is not swept away: somebody may want to save it.
        int blobs = images.Store.Content.List().Count();
        await images.Service.SweepAsync(CancellationToken.None);
        Assert.Equal(3, blobs);
        Assert.Equal(blobs, images.Store.Content.List().Count());
        await images.LoadAsync(SampleImages.Archive("a", "a:1"), "a:1");
    }

    [Fact]
    public async Task An_image_whose_blob_is_missing_or_damaged_is_left_out_and_the_others_are_there()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        ImageEntry missing = await images.LoadAsync(SampleImages.Archive("missing", "missing:1"), "missing:1");
        ImageEntry damaged = await images.LoadAsync(SampleImages.Archive("damaged", "damaged:1"), "damaged:1");
        ImageEntry shortened = await images.LoadAsync(SampleImages.Archive("short", "short:1"), "short:1");
        await images.LoadAsync(SampleImages.Archive("whole", "whole:1"));
        File.Delete(images.Store.Content.PathOf(Digest.Parse(missing.Layers[0].Digest)));
        byte[] config = File.ReadAllBytes(images.Store.Content.PathOf(damaged.Id));
        config[10] ^= 1;
        File.WriteAllBytes(images.Store.Content.PathOf(damaged.Id), config);
        File.WriteAllBytes(images.Store.Content.PathOf(Digest.Parse(shortened.Layers[0].Digest)), []);
        await images.ReopenAsync();
        Assert.Equal(["whole:1"], images.Service.Index.Images.SelectMany(image => image.RepoTags));

        // Loaded again, it is whole again.
        await images.LoadAsync(SampleImages.Archive("missing", "missing:1"), "missing:1");
        await images.LoadAsync(SampleImages.Archive("damaged", "damaged:1"), "damaged:1");
        await images.LoadAsync(SampleImages.Archive("short", "short:1"), "short:1");
        await images.ReopenAsync();
        Assert.Equal(4, images.Service.Index.Images.Count());
    }

    [Fact]
    public async Task A_layer_that_is_missing_is_unpacked_again_from_its_blob()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        ImageEntry image = await images.LoadAsync(SampleImages.Archive("a", "a:1"), "a:1");
        Directory.Delete(images.Store.Layers.FolderOf(image.ChainIds[0]), recursive: true);
        await images.ReopenAsync();
        Assert.Equal("a", File.ReadAllText(Path.Combine(images.Store.Layers.DiffOf(image.ChainIds[0]), "etc/content")));
        Assert.Equal(image.Size, images.Service.Get("a:1").Size);
    }

    [Fact]
    public async Task What_was_being_written_is_removed_at_the_start_and_what_is_unused_by_the_sweep()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        await images.LoadAsync(SampleImages.Archive("a", "a:1"));
        string staged = Path.Combine(images.Root, "images", "staging", "half");
        string passing = Path.Combine(images.Root, "layers", ".passing-half", "diff");
        File.WriteAllText(staged, "x");
        File.WriteAllText(images.Store.Content.IndexPath + ".tmp", "{");
        Directory.CreateDirectory(passing);
        images.Store.Content.Put("nobody's"u8);
        await images.LoadAsync(SampleImages.Archive("b", "b:1"));
        File.Copy(images.Store.Content.IndexPath, images.Root + "/index");
        ImageEntry unused = images.Service.Get("b:1");
        await images.Store.UpdateAsync(index => index.Without(unused.Id), CancellationToken.None);

        await images.ReopenAsync();
        Assert.Empty(images.Leftovers());
        Assert.False(File.Exists(images.Store.Content.IndexPath + ".tmp"));
        await images.Service.SweepAsync(CancellationToken.None);
        Assert.Equal(3, images.Store.Content.List().Count());
        Assert.Equal(images.Service.Get("a:1").ChainIds, images.Store.Layers.List());
    }

    [Fact]
    public async Task An_image_is_found_by_name_id_and_prefix()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        ImageEntry image = await images.LoadAsync(SampleImages.Archive("a", "someone/app:latest"), "someone/app");
        foreach (string reference in (string[])
            [image.Id.Value, image.Id.Hex, image.Id.Hex[..12], image.Id.Value[..20], "docker.io/someone/app", "someone/app:latest"])
        {
            Assert.Equal(image.Id, images.Service.Get(reference).Id);
        }
    }

    [Theory]
    [InlineData("nosuch", "No such image: nosuch:latest")]
    [InlineData("nosuch:1", "No such image: nosuch:1")]
    [InlineData("docker.io/a/b", "No such image: a/b:latest")]
    [InlineData("sha256:0000000000000000000000000000000000000000000000000000000000000000", "No such image: sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "No such image: sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task An_unknown_image_is_told_in_the_words_that_the_cli_looks_for(string reference, string message)
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        DaemonException failure = Assert.Throws<DaemonException>(() => images.Service.Get(reference));
        Assert.Equal((ErrorKind.NotFound, message), (failure.Kind, failure.Message));
    }

    [Fact]
    public async Task A_prefix_of_several_ids_is_ambiguous()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        for (int i = 0; i < 17; i++)
        {
            await images.LoadAsync(SampleImages.Archive(i.ToString()));
        }

        string prefix = images.Service.Index.Images.GroupBy(image => image.Id.Hex[..1]).First(group => group.Count() > 1).Key;
        DaemonException failure = Assert.Throws<DaemonException>(() => images.Service.Get(prefix));
        Assert.Equal(ErrorKind.Invalid, failure.Kind);
        Assert.Contains("ambiguous", failure.Message);
    }

    [Fact]
    public async Task A_leased_images_layers_outlive_its_removal()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        ImageEntry image = await images.LoadAsync(SampleImages.Archive("a", "a:1"), "a:1");
        using (ImageLease lease = images.Service.Lease("a:1"))
        {
            await images.Service.RemoveAsync("a:1", force: false, CancellationToken.None);
            Assert.True(Directory.Exists(images.Store.Layers.DiffOf(lease.Image.ChainIds[0])));
        }

        Assert.Equal(ErrorKind.NotFound, Assert.Throws<DaemonException>(() => images.Service.Lease("a:1")).Kind);
        await images.Service.SweepAsync(CancellationToken.None);
        Assert.False(Directory.Exists(images.Store.Layers.DiffOf(image.ChainIds[0])));
    }
}
