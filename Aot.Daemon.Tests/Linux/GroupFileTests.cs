using Aot.Daemon.Linux;
using Xunit;

namespace Aot.Daemon.Tests.Linux;

public sealed class GroupFileTests : IDisposable
{
    private const string Content = "root:x:0:\n# comment\nshort:x\n\nbad:x:many:\nnone:x:4294967295:\ndocker:x:105:me,you\ndocker:x:106:\n7:x:70:\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("root", 0u)]
    [InlineData("docker", 105u)]
    [InlineData("7", 70u)]
    [InlineData("8", 8u)]
    [InlineData("short", null)]
    [InlineData("bad", null)]
    [InlineData("none", null)]
    [InlineData("4294967295", null)]
    [InlineData("-1", null)]
    [InlineData("nosuch", null)]
    [InlineData("", null)]
    public void A_group_is_found_by_name_then_by_number(string name, uint? id) =>
        Assert.Equal(id, GroupFile.Find(name, _folder.Write("group", Content)));

    [Fact]
    public void Without_the_file_only_numbers_are_known()
    {
        Assert.Null(GroupFile.Find("root", _folder.File("missing")));
        Assert.Equal(5u, GroupFile.Find("5", _folder.File("missing")));
    }
}
