using Aot.Daemon.Images;
using Aot.Daemon.Images.Archives;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Images;

public sealed class ImportTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_root_file_system_becomes_an_image_of_one_layer(bool gzip)
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        byte[] archive = SampleImages.Layer("imported");
        var import = new ImageImport(
            ImageReference.Parse("made:1"), "by hand", ImageChanges.Apply(new ImageRunConfig(), ["CMD [\"/bin/sh\"]", "ENV A=1"]), null);
        ImageEntry image = await images.Service.ImportAsync(new MemoryStream(gzip ? ImageArchives.Gzip(archive) : archive), import, CancellationToken.None);
        Assert.Equal(image.Id, images.Service.Get("made:1").Id);
        Assert.Equal(Digest.Of(archive), Assert.Single(image.ChainIds));
        Assert.Equal(["/bin/sh"], image.RunConfig.Cmd!.Values);
        Assert.Equal("by hand", Assert.Single(image.Config.History!).Comment);
        Assert.Equal(Platform.Architecture, image.Config.Architecture);
        Assert.Equal([("import", image.Id.Value, image.Id.Value)], images.Events);
        Assert.Empty(images.Leftovers());
        images.Mount(image);
    }

    [Fact]
    public async Task What_is_no_archive_leaves_nothing()
    {
        using ImageFixture images = await ImageFixture.CreateAsync();
        foreach (byte[] content in (byte[][])["no archive"u8.ToArray(), ImageArchives.Gzip(SampleImages.Layer("x"))[..60], [0x28, 0xb5, 0x2f, 0xfd, 0, 0]])
        {
            DaemonException failure = await Assert.ThrowsAsync<DaemonException>(
                () => images.Service.ImportAsync(new MemoryStream(content), new ImageImport(null, "", new ImageRunConfig(), null), CancellationToken.None));
            Assert.Equal(ErrorKind.Invalid, failure.Kind);
        }

        Assert.Empty(images.Leftovers());
        Assert.Empty(images.Store.Content.List());
        Assert.Empty(images.Service.Index.Images);
    }

    [Fact]
    public void Changes_are_a_dockerfiles_instructions()
    {
        ImageRunConfig config = ImageChanges.Apply(new ImageRunConfig(), [
            "ENTRYPOINT [\"/init\", \"-v\"]", "cmd echo $HOME && true", "ENV A=1 B=\"two words\" C=x\\ y", "ENV OLD the rest of it", "ENV A=2",
            "LABEL a=b \"c d\"='e f'", "EXPOSE 80 53/udp 8000-8002", "USER 1000:1000", "VOLUME [\"/a\", \"/b c\"]", "VOLUME /d /e",
            "WORKDIR /srv", "WORKDIR app/../data", "STOPSIGNAL SIGQUIT", "ONBUILD RUN make", "# comment\n\nHEALTHCHECK --interval=1m30s --retries=2 CMD test -e /ok",
        ]);
        Assert.Equal(["/init", "-v"], config.Entrypoint!.Values);
        Assert.Equal(["/bin/sh", "-c", "echo $HOME && true"], config.Cmd!.Values);
        Assert.Equal(["A=2", "B=two words", "C=x y", "OLD=the rest of it"], config.Env!);
        Assert.Equal([KeyValuePair.Create("a", "b"), KeyValuePair.Create("c d", "e f")], config.Labels);
        Assert.Equal(["53/udp", "80/tcp", "8000/tcp", "8001/tcp", "8002/tcp"], config.ExposedPorts!.Keys);
        Assert.Equal("1000:1000", config.User);
        Assert.Equal(["/a", "/b c", "/d", "/e"], config.Volumes!.Keys);
        Assert.Equal("/srv/data", config.WorkingDir);
        Assert.Equal("SIGQUIT", config.StopSignal);
        Assert.Equal(["RUN make"], config.OnBuild!);
        Assert.Equal(["CMD-SHELL", "test -e /ok"], config.Healthcheck!.Test!);
        Assert.Equal((90_000_000_000, 2), (config.Healthcheck.Interval, config.Healthcheck.Retries));
    }

    [Theory]
    [InlineData("RUN make", "run is not a valid change command")]
    [InlineData("FROM x", "from is not a valid change command")]
    [InlineData("ENV", "ENV requires at least one argument")]
    [InlineData("ENV A", "ENV must have two arguments")]
    [InlineData("ENV A=1 B", "Syntax error - can't find = in \"B\". Must be of the form: name=value")]
    [InlineData("LABEL a=\"b", "unexpected end of statement while looking for matching quote")]
    [InlineData("EXPOSE 99999", "invalid containerPort: 99999")]
    [InlineData("EXPOSE 80/icmp", "invalid containerPort: 80/icmp")]
    [InlineData("USER a b", "USER requires exactly one argument")]
    [InlineData("HEALTHCHECK MAYBE", "Unknown type \"MAYBE\" in HEALTHCHECK (try CMD)")]
    [InlineData("ONBUILD ONBUILD RUN x", "ONBUILD isn't allowed as an ONBUILD trigger")]
    public void A_change_that_cannot_be_applied_is_refused(string change, string message)
    {
        DaemonException failure = Assert.Throws<DaemonException>(() => ImageChanges.Apply(new ImageRunConfig(), [change]));
        Assert.Equal((ErrorKind.Invalid, message), (failure.Kind, failure.Message));
    }
}
