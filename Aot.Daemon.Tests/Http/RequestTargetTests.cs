using Aot.Daemon.Http;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Http;

public sealed class RequestTargetTests
{
    [Theory]
    [InlineData("/info", "/info", "1.51")]
    [InlineData("/v1.41/info?a=b", "/info", "1.41")]
    [InlineData("/v1.24/info", "/info", "1.24")]
    [InlineData("/v1.51/a/b", "/a/b", "1.51")]
    [InlineData("http://docker/v1.41/info?x", "/info", "1.41")]
    [InlineData("http://docker", "/", "1.51")]
    [InlineData("/volumes/v1.2", "/volumes/v1.2", "1.51")]
    [InlineData("/version", "/version", "1.51")]
    [InlineData("/v1.41", "/v1.41", "1.51")]
    [InlineData("/vx/info", "/vx/info", "1.51")]
    [InlineData("*", "/", "1.51")]
    public void A_target_is_taken_apart(string target, string path, string version)
    {
        RequestTarget parsed = RequestTarget.Parse(target);
        Assert.Equal(path, parsed.Path.ToString());
        Assert.Equal(version, parsed.Version().ToString());
    }

    [Theory]
    [InlineData("1.20")]
    [InlineData("1.23")]
    [InlineData("1")]
    [InlineData("0.99")]
    [InlineData(".")]
    public void An_old_version_is_refused_in_dockerds_words(string version) => Assert.Equal(
        $"client version {version} is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version",
        Refusal(version));

    [Theory]
    [InlineData("1.52")]
    [InlineData("1.99")]
    [InlineData("2.0")]
    [InlineData("99999999999999999999.1")]
    public void A_new_version_is_refused_in_dockerds_words(string version) => Assert.Equal(
        $"client version {version} is too new. Maximum supported API version is 1.51", Refusal(version));

    private static string Refusal(string version)
    {
        var refused = Assert.Throws<DaemonException>(() => RequestTarget.Parse($"/v{version}/info").Version());
        Assert.Equal(ErrorKind.Invalid, refused.Kind);
        return refused.Message;
    }
}
