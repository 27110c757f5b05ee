using Aot.Daemon.Supervisor.Contracts;
using Xunit;

namespace Aot.Daemon.Tests.Supervisor;

public sealed class SupervisorPathsTests
{
    [Theory]
    [InlineData("abc-DEF_0.9", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a\0b", false)]
    [InlineData("ä", false)]
    public void Only_plain_names_name_folders(string? name, bool plain) => Assert.Equal(plain, SupervisorPaths.IsPlainName(name));
}
