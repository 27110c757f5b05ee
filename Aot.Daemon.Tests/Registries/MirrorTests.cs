using Aot.Daemon.Primitives;
using Aot.Daemon.Registries;
using Xunit;

namespace Aot.Daemon.Tests.Registries;

/// <summary>`registry-mirrors`: what is one, and its normal form.</summary>
public sealed class MirrorTests
{
    [Theory]
    [InlineData("https://mirror.example", "https://mirror.example/")]
    [InlineData("https://mirror.example/", "https://mirror.example/")]
    [InlineData("http://mirror.example:5000", "http://mirror.example:5000/")]
    [InlineData("http://127.0.0.1:5000", "http://127.0.0.1:5000/")]
    [InlineData("https://[::1]:5000", "https://[::1]:5000/")]
    [InlineData("HTTPS://Mirror.Example", "HTTPS://Mirror.Example/")]
    [InlineData("https://mirror.example/v1/", "https://mirror.example/v1/")]
    [InlineData("https://my_mirror.example", "https://my_mirror.example/")]
    public void A_mirror_gains_a_slash_at_its_end(string written, string normal) =>
        Assert.Equal([normal], RegistryHosts.Create([written], []).Mirrors.ToArray());

    [Fact]
    public void Mirrors_keep_their_order_and_stand_once() => Assert.Equal(
        ["https://b.example/", "http://a.example/"],
        RegistryHosts.Create(["https://b.example", "http://a.example", "https://b.example/"], []).Mirrors.ToArray());

    [Theory]
    [InlineData("10.10.1.11:5000", "invalid mirror: no scheme specified for \"10.10.1.11:5000\": must use either 'https://' or 'http://'")]
    [InlineData("mirror.test1.com", "invalid mirror: no scheme specified for \"mirror.test1.com\": must use either 'https://' or 'http://'")]
    [InlineData("", "invalid mirror: no scheme specified for \"\": must use either 'https://' or 'http://'")]
    [InlineData("://x", "invalid mirror: no scheme specified for \"://x\": must use either 'https://' or 'http://'")]
    [InlineData("ftp://x", "invalid mirror: unsupported scheme \"ftp\" in \"ftp://x\": must use either 'https://' or 'http://'")]
    [InlineData("https://x/?q=1", "invalid mirror: query or fragment at end of the URI \"https://x/?q=1\"")]
    [InlineData("https://x?q=1", "invalid mirror: query or fragment at end of the URI \"https://x?q=1\"")]
    [InlineData("https://x/v1/#part", "invalid mirror: query or fragment at end of the URI \"https://x/v1/#part\"")]
    [InlineData("https://x#", "invalid mirror: query or fragment at end of the URI \"https://x#\"")]
    [InlineData("!invalid!://%as%", "invalid mirror: \"!invalid!://%as%\" is not a valid URI")]
    [InlineData("https://x y/", "invalid mirror: \"https://x y/\" is not a valid URI")]
    [InlineData("https://x:port/", "invalid mirror: \"https://x:port/\" is not a valid URI")]
    [InlineData("https://", "invalid mirror: \"https://\" is not a valid URI: no host")]
    [InlineData("https:///v1/", "invalid mirror: \"https:///v1/\" is not a valid URI: no host")]
    public void What_is_no_mirror_is_refused_in_dockerds_words(string written, string message)
    {
        DaemonException failure = Assert.Throws<DaemonException>(() => RegistryHosts.Create(["https://fine.example", written], []));
        Assert.Equal((ErrorKind.Invalid, message), (failure.Kind, failure.Message));
    }

    [Theory]
    [InlineData("https://user:secret@x/", "https://user:xxxxx@x/")]
    [InlineData("https://secret@x/", "https://secret:xxxxx@x/")]
    [InlineData("https://:secret@x/", "https://:xxxxx@x/")]
    [InlineData("https://user:sec@ret@x/", "https://user:xxxxx@x/")]
    public void Credentials_are_refused_and_the_password_is_not_told(string written, string told)
    {
        DaemonException failure = Assert.Throws<DaemonException>(() => RegistryHosts.Create([written], []));
        Assert.Equal($"invalid mirror: username/password not allowed in URI \"{told}\"", failure.Message);
    }

    [Theory]
    [InlineData("https://user:secret@x/?q=1")]
    [InlineData("ftp://user:secret@x/")]
    public void A_password_is_not_told_whatever_else_is_wrong(string written)
    {
        DaemonException failure = Assert.Throws<DaemonException>(() => RegistryHosts.Create([written], []));
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://x\ny/")]
    [InlineData("https://x\\y/")]
    [InlineData("https://x/\0")]
    public void What_no_uri_may_hold_is_refused(string written) =>
        Assert.Throws<DaemonException>(() => RegistryHosts.Create([written], []));
}
