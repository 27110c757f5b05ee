using System.Diagnostics;
using System.Text.Json;
using Aot.Daemon.Images;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Images;

public sealed class SaveTests
{
    [Fact]
    public async Task What_is_saved_loads_as_the_same_images_and_manifests()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        ImageEntry plain = await images.LoadAsync(SampleImages.Archive("plain", "a:1", "a:2", "b:1"), "a:1");
        ImageEntry oci = await images.LoadAsync(OciArchives.MultiPlatform("io.containerd.image.name", "docker.io/x/oci:1", out _), "x/oci:1");
        byte[] archive = await images.SaveAsync("a", "b:1", "x/oci:1");
        Assert.Equal(archive, await images.SaveAsync("a", "b:1", "x/oci:1"));
        Assert.Contains(("save", plain.Id.Value, plain.Id.Value), images.Events);

        using ImageFixture other = await ImageFixture.CreateAsync();
        await other.LoadAsync(archive);
        foreach (ImageEntry image in (ImageEntry[])[plain, oci])
        {
            ImageEntry loaded = other.Service.Get(image.Id.Value);
            Assert.Equal(image.Manifest.Digest, loaded.Manifest.Digest);
            Assert.Equal(image.ChainIdTexts(), loaded.ChainIdTexts());
            Assert.Equal(image.RepoTags, loaded.RepoTags);
        }

        Assert.Equal(archive, await other.SaveAsync("a", "b:1", "x/oci:1"));
    }

    [Fact]
    public async Task A_name_without_a_tag_means_all_of_its_tags_and_an_id_means_none()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        ImageEntry image = await images.LoadAsync(SampleImages.Archive("a", "a:1", "a:2", "b:1"), "a:1");
        Assert.Equal(["a:1", "a:2"], await NamesIn(images, "a"));
        Assert.Equal(["b:1"], await NamesIn(images, "b:1"));
        Assert.Empty(await NamesIn(images, image.Id.Value));
        Assert.Empty(await NamesIn(images, image.Id.Hex[..12]));
    }

    [Theory]
    [InlineData("nosuch", "No such image: nosuch")]
    [InlineData("nosuch:1", "reference does not exist")]
    [InlineData("a:2", "reference does not exist")]
    [InlineData("sha256:0123", "No such image: sha256:0123")]
    public async Task An_unknown_image_fails_in_dockerds_words_before_anything_is_written(string reference, string message)
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        await images.LoadAsync(SampleImages.Archive("a", "a:1"));
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(
            () => images.Service.SaveAsync(["a:1", reference], () => throw new InvalidOperationException("opened"), CancellationToken.None));
        Assert.Equal((ErrorKind.NotFound, message), (failure.Kind, failure.Message));
    }

    [Theory]
    [InlineData("docker-archive:{0}")]
    [InlineData("oci-archive:{0}")]
    public async Task Skopeo_reads_a_saved_image_in_both_formats(string form)
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[][] layers = [SampleImages.Layer("one"), ImageArchives.Gzip(SampleImages.Layer("two"))];
        byte[] config = ImageArchives.Config([layers[0], SampleImages.Layer("two")]);
        ImageEntry image = await images.LoadAsync(ImageArchives.Docker(config, layers, "sample:1"), "sample:1");
        string path = Path.Combine(images.Root, "saved.tar");
        await File.WriteAllBytesAsync(path, await images.SaveAsync("sample:1"));

        using JsonDocument read = JsonDocument.Parse(await Skopeo("inspect", "--config", "--raw", string.Format(form, path)));
        Assert.Equal(image.Config.RootFs!.DiffIds, read.RootElement.GetProperty("rootfs").GetProperty("diff_ids").EnumerateArray().Select(id => id.GetString()));

        // A copy verifies every blob; and what skopeo writes is loaded again as the same image.
        string copy = Path.Combine(images.Root, "copy.tar");
        await Skopeo("copy", "--insecure-policy", string.Format(form, path), $"oci-archive:{copy}:sample:2");
        await images.LoadAsync(await File.ReadAllBytesAsync(copy));
        Assert.Equal(image.Config.RootFs.DiffIds, images.Service.Get("sample:2").Config.RootFs!.DiffIds);
    }

    private static async Task<IEnumerable<string>> NamesIn(ImageFixture images, string reference)
    {
        using ImageFixture other = await ImageFixture.CreateAsync();
        await other.LoadAsync(await images.SaveAsync(reference));
        return Assert.Single(other.Service.Index.Images).RepoTags;
    }

    private static async Task<string> Skopeo(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("skopeo", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }
}
