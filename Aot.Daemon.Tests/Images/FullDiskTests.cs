using Aot.Daemon.Images;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Images;

public sealed class FullDiskTests
{
    /// <summary>At every size of disk on which the second image does not fit, wherever that is noticed.</summary>
    [Theory]
    [InlineData(900)]
    [InlineData(1500)]
    [InlineData(1900)]
    public async Task A_full_disk_fails_clearly_and_leaves_what_was_there(int kilobytes)
    {
        string root = Directory.CreateTempSubdirectory("aotd-small-").FullName;
        Assert.Equal(0, Mount.Call("tmpfs", root, "tmpfs", 0, $"size={kilobytes}k"));
        try
        {
            ImageFixture images = await ImageFixture.CreateAsync(Path.Combine(root, "data"));
            ImageEntry small = await images.LoadAsync(SampleImages.Archive("small", "small:1"), "small:1");
            byte[] large = SampleImages.Archive(new string('x', 1_000_000), "large:1");
            for (int attempt = 0; attempt < 3; attempt++)
            {
                DaemonException failure = await Assert.ThrowsAsync<DaemonException>(() => images.LoadAsync(large));
                Assert.Equal(ErrorKind.System, failure.Kind);
                Assert.Contains("space", failure.Message, StringComparison.OrdinalIgnoreCase);
            }

            Assert.Empty(images.Leftovers());
            Assert.Equal(3, images.Store.Content.List().Count());
            Assert.Equal(small.ChainIds, images.Store.Layers.List());
            await images.ReopenAsync();
            Assert.Equal(small.Id, images.Service.Get("small:1").Id);
            images.Dispose();
        }
        finally
        {
            Mounts.Detach(root);
            Directory.Delete(root);
        }
    }
}
