using Aot.Daemon.Images;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Images;

public sealed class SnapshotTests
{
    [Fact]
    public async Task An_image_of_125_layers_is_mounted()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[][] layers = [.. Enumerable.Range(0, 125).Select(i => new TarBuilder().File($"f{i}", i.ToString()).File("top", i.ToString()).Build())];
        ImageEntry image = await images.LoadAsync(ImageArchives.Docker(ImageArchives.Config(layers), layers, "deep:1"), "deep:1");
        string rootfs = FsSnapshotService.RootFsOf(images.Mount(image));
        Assert.Equal("124", File.ReadAllText(Path.Combine(rootfs, "top")));
        Assert.Equal("0", File.ReadAllText(Path.Combine(rootfs, "f0")));
        Assert.Equal(125, Directory.EnumerateFiles(rootfs, "f*").Count());
    }

    [Fact]
    public async Task A_data_root_with_the_mount_options_own_characters_is_no_obstacle()
    {
        string root = Path.Combine(Directory.CreateTempSubdirectory("aotd-images-").FullName, "a:b,c\\d e");
        using ImageFixture images = await ImageFixture.CreateAsync(root);
        byte[][] layers = [new TarBuilder().File("f", "x").Build()];
        ImageEntry image = await images.LoadAsync(ImageArchives.Docker(ImageArchives.Config(layers), layers, "a:1"), "a:1");
        string folder = images.Mount(image);
        Assert.True(File.Exists(Path.Combine(FsSnapshotService.RootFsOf(folder), "f")));
        Assert.Equal([folder], FsSnapshotService.FindMounted(Path.Combine(root, "containers")));
    }

    [Fact]
    public async Task An_image_without_layers_is_mounted()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[] config = ImageArchives.Config([]);
        ImageEntry image = await images.LoadAsync(ImageArchives.Docker(config, [], "empty:1"), "empty:1");
        string rootfs = FsSnapshotService.RootFsOf(images.Mount(image));
        Assert.True(Directory.Exists(Path.Combine(rootfs, "proc")));
    }

    [Fact]
    public async Task The_init_layer_keeps_the_images_folders_and_takes_its_files_place()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[][] layers =
        [
            new TarBuilder()
                .Folder("etc/", mode: 0x1c0 /* 0700 */, uid: 9).File("etc/hosts", "of the image").File("etc/mtab", "x").Folder("etc/hostname/")
                .SymbolicLink("dev", "/somewhere/else").SymbolicLink("proc", "../../..").Build(),
        ];
        ImageEntry image = await images.LoadAsync(ImageArchives.Docker(ImageArchives.Config(layers), layers, "a:1"), "a:1");
        string rootfs = FsSnapshotService.RootFsOf(images.Mount(image));
        Assert.Equal((0x41c0, 9u), (FileFacts.Of(Path.Combine(rootfs, "etc")).Mode, FileFacts.Of(Path.Combine(rootfs, "etc")).Uid));
        Assert.Equal("", File.ReadAllText(Path.Combine(rootfs, "etc/hosts")));
        Assert.Equal(0x81ed, FileFacts.Of(Path.Combine(rootfs, "etc/hosts")).Mode);
        Assert.True(Directory.Exists(Path.Combine(rootfs, "etc/hostname")));
        Assert.Equal("/proc/mounts", new FileInfo(Path.Combine(rootfs, "etc/mtab")).LinkTarget);
        Assert.Null(new FileInfo(Path.Combine(rootfs, "dev")).LinkTarget);
        Assert.Equal(0x41ed, FileFacts.Of(Path.Combine(rootfs, "dev/pts")).Mode);
        Assert.Equal(0x81ed, FileFacts.Of(Path.Combine(rootfs, "dev/console")).Mode);
        Assert.True(Directory.Exists(Path.Combine(rootfs, "proc")));
    }

    [Fact]
    public async Task Containers_share_the_init_layer_and_nothing_else()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[][] layers = [new TarBuilder().File("f", "x").Build()];
        ImageEntry image = await images.LoadAsync(ImageArchives.Docker(ImageArchives.Config(layers), layers, "a:1"), "a:1");
        string one = FsSnapshotService.RootFsOf(images.Mount(image));
        string two = FsSnapshotService.RootFsOf(images.Mount(image));
        File.WriteAllText(Path.Combine(one, "etc/hosts"), "one");
        File.Delete(Path.Combine(one, "f"));
        Assert.Equal("", File.ReadAllText(Path.Combine(two, "etc/hosts")));
        Assert.Equal("x", File.ReadAllText(Path.Combine(two, "f")));
    }

    [Fact]
    public async Task The_init_layer_is_made_again_when_a_crash_took_it()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[][] layers = [new TarBuilder().File("f", "x").Build()];
        ImageEntry image = await images.LoadAsync(ImageArchives.Docker(ImageArchives.Config(layers), layers, "a:1"), "a:1");
        Directory.Delete(Path.Combine(images.Store.Layers.FolderOf(image.ChainIds[0]), "init"), recursive: true);
        Assert.True(File.Exists(Path.Combine(FsSnapshotService.RootFsOf(images.Mount(image)), ".dockerenv")));
    }

    [Fact]
    public async Task A_missing_layer_is_named()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[][] layers = [new TarBuilder().File("f", "x").Build()];
        ImageEntry image = await images.LoadAsync(ImageArchives.Docker(ImageArchives.Config(layers), layers, "a:1"), "a:1");
        string diff = images.Store.Layers.DiffOf(image.ChainIds[0]);
        Directory.Delete(diff, recursive: true);
        DaemonException failure = Assert.Throws<DaemonException>(() => images.Mount(image));
        Assert.Equal(ErrorKind.System, failure.Kind);
        Assert.Contains(diff, failure.Message);
    }

    [Fact]
    public async Task A_deep_tree_and_a_link_out_are_removed_with_the_container()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[][] layers = [new TarBuilder().File("f", "x").Build()];
        ImageEntry image = await images.LoadAsync(ImageArchives.Docker(ImageArchives.Config(layers), layers, "a:1"), "a:1");
        string folder = images.Mount(image);
        string secret = Path.Combine(images.Root, "secret");
        Directory.CreateDirectory(secret);
        File.WriteAllText(Path.Combine(secret, "f"), "");
        string rootfs = FsSnapshotService.RootFsOf(folder);
        Directory.CreateSymbolicLink(Path.Combine(rootfs, "out"), secret);
        images.Snapshots.Unmount(folder);
        DeepTree.Make(Path.Combine(folder, "fs", "upper"), depth: 3000);

        images.Snapshots.Remove(folder);
        images.Snapshots.Remove(folder);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        Assert.True(File.Exists(Path.Combine(secret, "f")));
    }
}
