using Aot.Daemon.Containers;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class ContainerDirectoryTests
{
    private const string IdA = "aa00000000000000000000000000000000000000000000000000000000000000";
    private const string IdB = "ab00000000000000000000000000000000000000000000000000000000000000";

    private readonly ContainerDirectory _directory = new();

    public ContainerDirectoryTests()
    {
        Add(IdA, "first");
        Add(IdB, "aa");
    }

    [Theory]
    [InlineData(IdA, IdA)]
    [InlineData("first", IdA)]
    [InlineData("/first", IdA)]
    [InlineData("ab", IdB)]
    [InlineData("aa0", IdA)]
    public void A_container_is_found_by_id_name_and_prefix(string reference, string id) => Assert.Equal(id, _directory.Find(reference).Id);

    [Fact]
    public void A_name_wins_over_a_prefix() => Assert.Equal(IdB, _directory.Find("aa").Id);

    [Fact]
    public void An_ambiguous_prefix_is_invalid()
    {
        var failure = Assert.Throws<DaemonException>(() => _directory.Find("a"));
        Assert.Equal((ErrorKind.Invalid, "Multiple IDs found with provided prefix: a"), (failure.Kind, failure.Message));
    }

    [Theory]
    [InlineData("nosuch")]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("AA")]
    public void What_is_not_there_is_not_found(string reference)
    {
        var failure = Assert.Throws<DaemonException>(() => _directory.Find(reference));
        Assert.Equal((ErrorKind.NotFound, $"No such container: {reference}"), (failure.Kind, failure.Message));
    }

    [Fact]
    public void A_taken_name_is_a_conflict_that_names_its_holder()
    {
        var failure = Assert.Throws<DaemonException>(() => _directory.ReserveName("first", IdB));
        Assert.Equal(ErrorKind.Conflict, failure.Kind);
        Assert.Contains($"The container name \"/first\" is already in use by container \"{IdA}\"", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_holder_releases_a_name()
    {
        _directory.ReleaseName("first", IdB);
        Assert.Equal(IdA, _directory.Find("first").Id);
        _directory.ReleaseName("first", IdA);
        _directory.ReserveName("first", IdB);
        Assert.Equal(IdB, _directory.Find("first").Id);
    }

    private void Add(string id, string name)
    {
        _directory.ReserveName(name, id);
        _directory.Add(new ContainerEntry(TestRecords.Create(id, name), "/nowhere"));
    }
}
