using Aot.Daemon.Http;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Http;

public sealed class FiltersTests
{
    [Theory]
    [InlineData("""{"label":["a=b","c"],"status":["running"]}""")]
    [InlineData("""{"label":{"a=b":true,"c":true},"status":{"running":true}}""")]
    [InlineData("""{"label":{"a=b":false,"c":true},"status":["running"]}""")]
    public void Both_forms_mean_the_same(string text)
    {
        Filters filters = Filters.Parse(text);
        Assert.Equal(["label", "status"], filters.Names);
        Assert.Equal(["a=b", "c"], filters["label"]);
        Assert.True(filters.Has("status"));
        Assert.False(filters.Has("name"));
        Assert.Empty(filters["name"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    public void Nothing_is_no_filter(string? text) => Assert.True(Filters.Parse(text).IsEmpty);

    [Theory]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("\"label\"")]
    [InlineData("{")]
    [InlineData("""{"label":"a"}""")]
    [InlineData("""{"label":[1]}""")]
    [InlineData("""{"label":{"a":1}}""")]
    [InlineData("""{"label":{"a":"true"}}""")]
    [InlineData("""{"label":["\ud800"]}""")]
    [InlineData("""{} {}""")]
    public void Anything_else_is_invalid(string text) =>
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<DaemonException>(() => Filters.Parse(text)).Kind);
}
