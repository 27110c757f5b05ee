using Aot.Daemon.Images;
using Aot.Daemon.Images.Snapshots;
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
}
