using Aot.Daemon.Images;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Images;

/// <summary>dockerd's rules of rmi, and its words.</summary>
public sealed class RemoveTests
{
    private const string ContainerId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task The_last_name_takes_the_image_its_layers_and_its_content_along()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        ImageEntry image = await images.LoadAsync(SampleImages.Archive("a", "a:1", "b:1"), "a:1");
        Assert.Equal(["-a:1"], await Remove(images, "a:1"));
        Assert.Equal(["-b:1", image.Id.Value, image.ChainIds[0].Value], await Remove(images, "b:1"));
        Assert.Empty(images.Store.Content.List());
        Assert.Empty(images.Store.Layers.List());
        Assert.Equal(["load", "untag", "untag", "delete"], images.Events.Select(each => each.Action));
        await images.ReopenAsync();
        Assert.Empty(images.Service.Index.Images);
    }

    [Fact]
    public async Task Layers_that_another_image_has_stay()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[][] layers = [SampleImages.Layer("shared"), SampleImages.Layer("own")];
        ImageEntry upper = await images.LoadAsync(ImageArchives.Docker(ImageArchives.Config(layers), layers, "upper:1"), "upper:1");
        ImageEntry lower = await images.LoadAsync(ImageArchives.Docker(ImageArchives.Config(layers[..1]), layers[..1], "lower:1"), "lower:1");
        Assert.Equal(["-upper:1", upper.Id.Value, upper.ChainIds[1].Value], await Remove(images, "upper:1"));
        Assert.Equal(lower.ChainIds, images.Store.Layers.List());
        images.Mount(lower);
    }

    [Fact]
    public async Task An_id_removes_an_image_with_one_name_and_refuses_one_with_several()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        ImageEntry one = await images.LoadAsync(SampleImages.Archive("a", "a:1"), "a:1");
        Assert.Equal(["-a:1", one.Id.Value, one.ChainIds[0].Value], await Remove(images, one.Id.Hex[..12]));
        ImageEntry two = await images.LoadAsync(SampleImages.Archive("b", "b:1", "c:1"), "b:1");
        Assert.Equal(
            $"conflict: unable to delete {two.Id.Hex[..12]} (must be forced) - image is referenced in multiple repositories",
            await Refused(images, two.Id.Value));
        Assert.Equal(["-b:1", "-c:1", two.Id.Value, two.ChainIds[0].Value], await Remove(images, two.Id.Value, force: true));
    }

    [Fact]
    public async Task A_stopped_containers_image_goes_by_force_only_and_its_layers_stay()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        ImageEntry image = await images.LoadAsync(SampleImages.Archive("a", "a:1"), "a:1");
        images.Containers.Add(new ImageUser(ContainerId, image.Id, Running: false, image.ChainIdTexts()));
        Assert.Equal(
            $"conflict: unable to remove repository reference \"a:1\" (must force) - container 0123456789ab is using its referenced image {image.Id.Hex[..12]}",
            await Refused(images, "a:1"));
        Assert.Equal(
            $"conflict: unable to delete {image.Id.Hex[..12]} (must be forced) - image is being used by stopped container 0123456789ab",
            await Refused(images, image.Id.Hex));
        Assert.Equal(["-a:1", image.Id.Value], await Remove(images, "a:1", force: true));
        images.Mount(image);
        await images.Service.SweepAsync(CancellationToken.None);
        Assert.Equal(image.ChainIds, images.Store.Layers.List());
    }

    [Fact]
    public async Task A_running_containers_image_loses_its_name_by_force_and_stays()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        ImageEntry image = await images.LoadAsync(SampleImages.Archive("a", "a:1"), "a:1");
        images.Containers.Add(new ImageUser(ContainerId, image.Id, Running: true, image.ChainIdTexts()));
        foreach (bool force in (bool[])[false, true])
        {
            Assert.Equal(
                $"conflict: unable to delete {image.Id.Hex[..12]} (cannot be forced) - image is being used by running container 0123456789ab",
                await Refused(images, image.Id.Hex[..12], force));
        }

        Assert.Equal(["-a:1"], await Remove(images, "a:1", force: true));
        Assert.Empty(images.Service.Get(image.Id.Value).References);
    }

    [Fact]
    public async Task One_of_several_names_goes_although_a_container_uses_the_image()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        ImageEntry image = await images.LoadAsync(SampleImages.Archive("a", "a:1", "b:1"), "a:1");
        images.Containers.Add(new ImageUser(ContainerId, image.Id, Running: true, image.ChainIdTexts()));
        Assert.Equal(["-a:1"], await Remove(images, "a:1"));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(() => images.Service.RemoveAsync("nosuch", false, CancellationToken.None));
        Assert.Equal((ErrorKind.NotFound, "No such image: nosuch:latest"), (failure.Kind, failure.Message));
    }

    /// <summary>What was done: names with a hyphen, ids without.</summary>
    private static async Task<IEnumerable<string>> Remove(ImageFixture images, string reference, bool force = false)
    {
        List<ImageDeleteItem> done = await images.Service.RemoveAsync(reference, force, CancellationToken.None);
        return done.Select(item => item.Untagged is { } name ? "-" + name : item.Deleted!);
    }

    private static async Task<string> Refused(ImageFixture images, string reference, bool force = false)
    {
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(() => images.Service.RemoveAsync(reference, force, CancellationToken.None));
        Assert.Equal(ErrorKind.Conflict, failure.Kind);
        return failure.Message;
    }
}
