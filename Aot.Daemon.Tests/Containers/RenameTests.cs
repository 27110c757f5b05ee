using Aot.Daemon.Containers;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class RenameTests
{
    [Theory]
    [InlineData("new")]
    [InlineData("/new")]
    public async Task A_renamed_container_is_found_by_its_new_name_alone(string newName)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync("old");
        await RenameAsync(bench, entry, newName);
        Assert.Same(entry, bench.Directory.Find("new"));
        Assert.Throws<DaemonException>(() => bench.Directory.Find("old"));
        ContainerRecord stored = bench.Loader.Load().Entries.Single().Record;
        Assert.Equal(("new", ContainerStatus.Running), (stored.Name, stored.State.Status));
        Assert.Equal(("rename", "/old"), (bench.Events.All.Last().Action, bench.Events.All.Last().Attributes["oldName"]));
    }

    [Theory]
    [InlineData("", ErrorKind.Invalid, "Neither old nor new names may be empty")]
    [InlineData(null, ErrorKind.Invalid, "Neither old nor new names may be empty")]
    [InlineData("old", ErrorKind.Invalid, "Renaming a container with the same name as its current name")]
    [InlineData("/old", ErrorKind.Invalid, "Renaming a container with the same name as its current name")]
    [InlineData("a", ErrorKind.Invalid, "Error when allocating new name: Invalid container name (/a), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed")]
    [InlineData("taken", ErrorKind.Conflict, "Error when allocating new name: Conflict. The container name \"/taken\" is already in use by container ")]
    internal async Task A_name_that_cannot_be_had_is_refused_in_dockerds_words(string? newName, ErrorKind kind, string words)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create("old");
        bench.Create("taken");
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => RenameAsync(bench, entry, newName));
        Assert.Equal(kind, refusal.Kind);
        Assert.StartsWith(words, refusal.Message, StringComparison.Ordinal);
        Assert.Same(entry, bench.Directory.Find("old"));
    }

    [Fact]
    public async Task A_rename_that_cannot_be_written_leaves_the_old_name_and_frees_the_new()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create("old");
        string obstacle = Path.Combine(entry.Folder, "record.json.tmp");
        Directory.CreateDirectory(obstacle);
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(() => RenameAsync(bench, entry, "new"));
        Assert.Equal((ErrorKind.System, "old"), (failure.Kind, entry.Record.Name));
        Assert.Same(entry, bench.Directory.Find("old"));
        bench.Create("new");
    }

    private static Task RenameAsync(ContainerBench bench, ContainerEntry entry, string? newName) =>
        bench.Do.Rename.RunAsync(entry, newName, CancellationToken.None);
}
