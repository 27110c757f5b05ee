using Aot.Daemon.Images;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Images;

public sealed class ImageReferenceTests
{
    private const string Hex = "7cc4b5aefd1d0cadf8d97d4350462ba51c694ebca145b08d7d41b41acc8db5aa";

    [Theory]
    [InlineData("busybox", "docker.io/library/busybox:latest", "busybox:latest")]
    [InlineData("busybox:1.36", "docker.io/library/busybox:1.36", "busybox:1.36")]
    [InlineData("library/busybox", "docker.io/library/busybox:latest", "busybox:latest")]
    [InlineData("docker.io/busybox", "docker.io/library/busybox:latest", "busybox:latest")]
    [InlineData("index.docker.io/library/busybox", "docker.io/library/busybox:latest", "busybox:latest")]
    [InlineData("someone/app:V1_x.y-z", "docker.io/someone/app:V1_x.y-z", "someone/app:V1_x.y-z")]
    [InlineData("docker.io/library/a/b", "docker.io/library/a/b:latest", "library/a/b:latest")]
    [InlineData("localhost/app", "localhost/app:latest", "localhost/app:latest")]
    [InlineData("localhost:5000/app", "localhost:5000/app:latest", "localhost:5000/app:latest")]
    [InlineData("registry.example.com/a/b-c/d__e:t", "registry.example.com/a/b-c/d__e:t", "registry.example.com/a/b-c/d__e:t")]
    [InlineData("[2001:db8::1]:5000/app", "[2001:db8::1]:5000/app:latest", "[2001:db8::1]:5000/app:latest")]
    [InlineData("Registry/app", "Registry/app:latest", "Registry/app:latest")]
    [InlineData("a---b", "docker.io/library/a---b:latest", "a---b:latest")]
    [InlineData("busybox@sha256:" + Hex, "docker.io/library/busybox@sha256:" + Hex, "busybox@sha256:" + Hex)]
    [InlineData("busybox:1@sha256:" + Hex, "docker.io/library/busybox:1@sha256:" + Hex, "busybox:1@sha256:" + Hex)]
    public void A_name_has_a_normalized_and_a_familiar_form(string text, string normalized, string familiar)
    {
        ImageReference reference = ImageReference.Parse(text).WithDefaultTag();
        Assert.Equal(normalized, reference.ToString());
        Assert.Equal(familiar, reference.Familiar);
        Assert.Equal(reference, ImageReference.Parse(normalized));
        Assert.Equal(reference, ImageReference.Parse(familiar));
    }

    [Theory]
    [InlineData("", "invalid reference format")]
    [InlineData(":tag", "invalid reference format")]
    [InlineData("a:", "invalid reference format")]
    [InlineData("a:-tag", "invalid reference format")]
    [InlineData("a@sha256:abc", "invalid reference format")]
    [InlineData("a@md5:d41d8cd98f00b204e9800998ecf8427e", "invalid reference format")]
    [InlineData("a..b", "invalid reference format")]
    [InlineData("a___b", "invalid reference format")]
    [InlineData("-a", "invalid reference format")]
    [InlineData("a-", "invalid reference format")]
    [InlineData("a//b", "invalid reference format")]
    [InlineData("/a", "invalid reference format")]
    [InlineData("a/", "invalid reference format")]
    [InlineData("../a", "invalid reference format")]
    [InlineData("a b", "invalid reference format")]
    [InlineData("example.com:port/a", "invalid reference format")]
    [InlineData("example_.com/a", "invalid reference format")]
    [InlineData("a:b:c", "invalid reference format")]
    [InlineData("Busybox", "invalid reference format: repository name (library/Busybox) must be lowercase")]
    [InlineData("someone/App:1", "invalid reference format: repository name (someone/App) must be lowercase")]
    [InlineData(Hex, "invalid repository name (" + Hex + "), cannot specify 64-byte hexadecimal strings")]
    public void What_is_no_name_is_refused_in_dockerds_words(string text, string message)
    {
        DaemonException failure = Assert.Throws<DaemonException>(() => ImageReference.Parse(text));
        Assert.Equal(ErrorKind.Invalid, failure.Kind);
        Assert.Equal(message, failure.Message);
        Assert.False(ImageReference.TryParse(text, out _));
    }

    [Fact]
    public void Names_and_tags_have_a_longest_length()
    {
        Assert.True(ImageReference.TryParse("a:" + new string('t', 128), out _));
        Assert.False(ImageReference.TryParse("a:" + new string('t', 129), out _));
        Assert.True(ImageReference.TryParse("a.b/" + new string('p', 251), out _));
        Assert.False(ImageReference.TryParse("a.b/" + new string('p', 252), out _));
    }
}
