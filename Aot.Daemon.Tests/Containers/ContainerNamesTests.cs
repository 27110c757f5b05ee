using Aot.Daemon.Containers;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class ContainerNamesTests
{
    [Theory]
    [InlineData("web", "web")]
    [InlineData("/web", "web")]
    [InlineData("a_b.c-9", "a_b.c-9")]
    public void A_valid_name_loses_its_leading_slash(string text, string name) => Assert.Equal(name, ContainerNames.Parse(text));

    [Theory]
    [InlineData("a")]
    [InlineData("-web")]
    [InlineData("../../etc")]
    [InlineData("a/b")]
    [InlineData("w eb")]
    [InlineData("wéb")]
    [InlineData("//web")]
    public void Anything_else_is_refused_in_dockerds_words(string text)
    {
        var refusal = Assert.Throws<DaemonException>(() => ContainerNames.Parse(text));
        Assert.Equal(ErrorKind.Invalid, refusal.Kind);
        Assert.Equal($"Invalid container name ({text}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed", refusal.Message);
    }

    [Fact]
    public void Proposed_names_are_valid_and_vary_with_the_attempt()
    {
        for (int attempt = 0; attempt < 50; attempt++)
        {
            Assert.True(ContainerNames.IsValid(ContainerNames.Propose(attempt)));
        }
    }
}
