using Aot.Daemon.Images;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Images;

public sealed class LoadTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_docker_archive_is_loaded_and_its_layers_can_be_mounted(bool gzipArchive, bool gzipLayers)
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[][] layers =
        [
            new TarBuilder().Folder("etc/").File("etc/passwd", "root:x:0:0\n").File("gone", "x").Build(),
            new TarBuilder().File("etc/.wh.nothing", "").File(".wh.gone", "").File("top", "hello").Build(),
        ];
        byte[] config = ImageArchives.Config(layers);
        byte[] archive = ImageArchives.Docker(config, gzipLayers ? [.. layers.Select(ImageArchives.Gzip)] : layers, "busybox:1", "other/name:2");
        await images.LoadAsync(gzipArchive ? ImageArchives.Gzip(archive) : archive);

        ImageEntry image = images.Service.Get("busybox:1");
        Assert.Equal(ImageArchives.IdOf(config), image.Id.Value);
        Assert.Equal(["busybox:1", "other/name:2"], image.RepoTags);
        Assert.Equal(["/bin/sh"], image.RunConfig.Cmd!.Values);
        Assert.Equal(["Loaded image: busybox:1\n", "Loaded image: other/name:2\n"], images.Messages.Select(message => message.Stream));
        Assert.Equal([("load", image.Id.Value, image.Id.Value)], images.Events);
        Assert.Empty(images.Leftovers());

        string folder = images.Mount(image);
        string rootfs = FsSnapshotService.RootFsOf(folder);
        Assert.Equal("hello", File.ReadAllText(Path.Combine(rootfs, "top")));
        Assert.False(File.Exists(Path.Combine(rootfs, "gone")));
        Assert.True(File.Exists(Path.Combine(rootfs, ".dockerenv")));
        Assert.Equal("/proc/mounts", new FileInfo(Path.Combine(rootfs, "etc/mtab")).LinkTarget);
        File.WriteAllText(Path.Combine(rootfs, "written"), "12345");
        Assert.Equal(5, images.Snapshots.SizeOfChanges(folder));
        Assert.Equal([folder], FsSnapshotService.FindMounted(Path.Combine(images.Root, "containers")));

        images.Snapshots.Unmount(folder);
        images.Snapshots.Unmount(folder);
        Assert.False(File.Exists(Path.Combine(rootfs, "top")));
        images.Snapshots.Remove(folder);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public async Task Layers_that_are_links_into_other_folders_are_found()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[] layer = SampleImages.Layer("x");
        byte[] config = ImageArchives.Config([layer]);
        byte[] archive = new TarBuilder()
            .File("manifest.json", """[{"Config":"c.json","RepoTags":["a:1"],"Layers":["two/layer.tar"]}]""")
            .SymbolicLink("two/layer.tar", "../one/layer.tar").HardLink("c.json", "real.json")
            .Entry('0', "one/layer.tar", layer).Entry('0', "real.json", config).Build();
        Assert.Equal(ImageArchives.IdOf(config), (await images.LoadAsync(archive, "a:1")).Id.Value);
    }

    [Theory]
    [InlineData("io.containerd.image.name", "docker.io/library/a:1")]
    [InlineData("org.opencontainers.image.ref.name", "a:1")]
    public async Task An_oci_layout_is_loaded_for_this_machine(string annotation, string name)
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[] archive = OciArchives.MultiPlatform(annotation, name, out string id);
        ImageEntry image = await images.LoadAsync(archive, "a:1");
        Assert.Equal(id, image.Id.Value);
        Assert.Equal("Loaded image: a:1\n", Assert.Single(images.Messages).Stream);
    }

    [Fact]
    public async Task An_image_without_a_name_is_loaded_by_its_id()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        await images.LoadAsync(SampleImages.Archive("a"));
        ImageEntry image = Assert.Single(images.Service.Index.Images);
        Assert.Equal($"Loaded image ID: {image.Id}\n", Assert.Single(images.Messages).Stream);
    }

    [Fact]
    public async Task Loading_again_moves_names_and_leaves_the_earlier_image_without()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        ImageEntry old = await images.LoadAsync(SampleImages.Archive("old", "a:1"), "a:1");
        ImageEntry current = await images.LoadAsync(SampleImages.Archive("new", "a:1"), "a:1");
        Assert.NotEqual(old.Id, current.Id);
        Assert.Empty(images.Service.Get(old.Id.Value).References);
        await images.LoadAsync(SampleImages.Archive("new", "b:1"), "b:1");
        Assert.Equal(["a:1", "b:1"], images.Service.Get("a:1").RepoTags);
    }

    [Fact]
    public async Task The_same_image_with_differently_compressed_layers_leaves_no_second_copy()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[] layer = SampleImages.Layer("x");
        byte[] config = ImageArchives.Config([layer]);
        await images.LoadAsync(ImageArchives.Docker(config, [layer], "a:1"));
        await images.LoadAsync(ImageArchives.Docker(config, [ImageArchives.Gzip(layer)], "b:1"));
        Assert.Single(images.Service.Index.Images);
        Assert.Equal(3, images.Store.Content.List().Count());
        await images.ReopenAsync();
        Assert.Equal(["a:1", "b:1"], images.Service.Get("a:1").RepoTags);
    }

    public static TheoryData<string, byte[]> Unsupported => new()
    {
        { "zstd", [0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0] },
        { "bzip2", [.. "BZh91AY&SY"u8] },
        { "xz", [0xfd, .. "7zXZ\0\0"u8] },
    };

    [Theory]
    [MemberData(nameof(Unsupported))]
    public async Task Another_compression_is_named_for_an_archive_and_for_a_layer(string name, byte[] content)
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        Assert.Contains(name, (await Refused(images, content)).Message);
        byte[] config = ImageArchives.Config([SampleImages.Layer("x")]);
        Assert.Contains(name, (await Refused(images, ImageArchives.Docker(config, [content], "a:1"))).Message);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public async Task A_truncated_archive_leaves_nothing(double part)
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[] archive = SampleImages.Archive(new string('x', 100_000), "a:1");
        await Refused(images, archive[..(int)(archive.Length * part)]);
        byte[] gzip = ImageArchives.Gzip(archive);
        await Refused(images, gzip[..(int)(gzip.Length * part)]);
        await Refused(images, []);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("{}")]
    [InlineData("[{\"Config\":\"../../etc/passwd\",\"Layers\":[]}]")]
    [InlineData("[{\"Config\":\"c\",\"Layers\":[null]}]")]
    [InlineData("[{\"Config\":\"c\",\"Layers\":[],\"RepoTags\":[\"Bad\"]}]")]
    [InlineData("[{\"Config\":\"c\",\"Layers\":[],\"RepoTags\":[null]}]")]
    [InlineData("[{\"Config\":\"c\",\"Layers\":[\"c\"]}]")]
    [InlineData("[{\"Config\":\"loop\",\"Layers\":[]}]")]
    public async Task A_hostile_manifest_is_refused(string manifest)
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[] archive = new TarBuilder().Entry('0', "c", ImageArchives.Config([])).SymbolicLink("loop", "loop").File("manifest.json", manifest).Build();
        await Refused(images, archive);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"rootfs\":{\"diff_ids\":[null]}}")]
    [InlineData("{\"rootfs\":{\"diff_ids\":[\"sha256:0\"]}}")]
    [InlineData("{\"rootfs\":{\"diff_ids\":[\"{diff}\"]},\"history\":[null]}")]
    [InlineData("{\"rootfs\":{\"diff_ids\":[\"{diff}\"]},\"config\":{\"Env\":[null]}}")]
    [InlineData("{\"rootfs\":{\"diff_ids\":[\"{diff}\"]},\"config\":{\"Cmd\":[1]}}")]
    [InlineData("{\"rootfs\":{\"diff_ids\":[\"{diff}\"]},\"os\":\"windows\"}")]
    [InlineData("{\"rootfs\":{\"diff_ids\":[\"sha256:0000000000000000000000000000000000000000000000000000000000000000\"]}}")]
    public async Task A_hostile_config_is_refused(string config)
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[] layer = SampleImages.Layer("x");
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(config.Replace("{diff}", ImageArchives.IdOf(layer)));
        await Refused(images, ImageArchives.Docker(bytes, [layer], "a:1"));
    }

    [Fact]
    public async Task Content_that_is_not_what_its_digest_says_is_refused()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        DaemonException failure = await Refused(images, OciArchives.WithDamagedLayer());
        Assert.Contains("has the digest", failure.Message);
    }

    [Fact]
    public async Task An_image_before_one_that_fails_stays()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[] good = SampleImages.Layer("good");
        byte[] config = ImageArchives.Config([good]);
        byte[] archive = new TarBuilder()
            .File("manifest.json", """[{"Config":"c","RepoTags":["good:1"],"Layers":["l"]},{"Config":"c","RepoTags":["bad:1"],"Layers":["bad"]}]""")
            .Entry('0', "c", config).Entry('0', "l", good).File("bad", "no archive").Build();
        await Assert.ThrowsAsync<DaemonException>(() => images.LoadAsync(archive));
        Assert.Equal(["good:1"], images.Service.Get("good:1").RepoTags);
        Assert.Equal(3, images.Store.Content.List().Count());
        await images.ReopenAsync();
        images.Service.Get("good:1");
    }

    private static async Task<DaemonException> Refused(ImageFixture images, byte[] archive)
    {
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(() => images.LoadAsync(archive));
        Assert.Equal(ErrorKind.Invalid, failure.Kind);
        Assert.Empty(images.Leftovers());
        Assert.Empty(images.Store.Content.List());
        Assert.Empty(images.Store.Layers.List());
        Assert.Empty(images.Service.Index.Images);
        return failure;
    }
}
