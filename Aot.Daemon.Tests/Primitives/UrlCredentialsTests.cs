using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Primitives;

public sealed class UrlCredentialsTests
{
    [Theory]
    [InlineData("http://USER:PASSWORD@proxy.example.com:80/")]
    [InlineData("http://USER:@proxy.example.com:80/")]
    [InlineData("http://:PASSWORD@proxy.example.com:80/")]
    [InlineData("http://USER@docker:password@proxy.example.com:80/")]
    [InlineData("http://USER%40docker:password@proxy.example.com:80/")]
    [InlineData("http://USER%40docker:pa%3Fsword@proxy.example.com:80/")]
    [InlineData("http://USER:PASS/WORD@proxy.example.com:80/")]
    [InlineData("http://USER:PASS?WORD@proxy.example.com:80/")]
    public void Credentials_are_masked(string url) => Assert.Equal("http://xxxxx:xxxxx@proxy.example.com:80/", UrlCredentials.Mask(url));

    [Theory]
    [InlineData("http://USER:PASSWORD@proxy.example.com:80/hello%20world@x?y", "http://xxxxx:xxxxx@proxy.example.com:80/hello%20world@x?y")]
    [InlineData("user:password@proxy:3128", "xxxxx:xxxxx@proxy:3128")]
    public void The_rest_is_left(string url, string masked) => Assert.Equal(masked, UrlCredentials.Mask(url));

    [Theory]
    [InlineData("")]
    [InlineData("invalidURL")]
    [InlineData("http://proxy.example.com:80/")]
    [InlineData("http://proxy.example.com:80/a@b")]
    [InlineData("http://[::1]:80/a@b")]
    [InlineData("localhost,127.0.0.0/8,.example.com")]
    public void What_has_no_credentials_is_unchanged(string url) => Assert.Equal(url, UrlCredentials.Mask(url));
}
