using System.Text.Json;
using System.Text.Json.Nodes;
using Aot.Daemon.Containers;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class ContainerLoaderTests
{
    [Fact]
    public async Task What_was_created_is_loaded_as_it_was()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create("web", change: request => request with { Labels = new() { ["a"] = "b" }, Env = ["X=1"] });
        ContainerEntry loaded = Assert.Single(bench.Loader.Load().Entries);
        Assert.Equal(entry.Folder, loaded.Folder);
        Assert.Equal(entry.State, loaded.State);
        Assert.Equal(JsonSerializer.Serialize(entry.Record), JsonSerializer.Serialize(loaded.Record));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"Version\":1}")]
    public async Task A_record_that_is_none_is_put_aside(string json)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        File.WriteAllText(ContainerStore.RecordPath(entry.Folder), json);
        Assert.Empty(bench.Loader.Load().Entries);
        Assert.False(Directory.Exists(entry.Folder));
        Assert.Equal(json, File.ReadAllText(ContainerStore.RecordPath(entry.Folder + ".damaged")));
        Assert.Empty(bench.Loader.Load().Leftovers);
    }

    [Fact]
    public async Task A_record_of_version_1_has_no_checksum_and_gets_one_when_it_is_written()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create("web");
        Change(entry, "Name", "\"old\"");
        ContainerEntry loaded = Assert.Single(bench.Loader.Load().Entries);
        Assert.Equal(("old", 1), (loaded.Record.Name, loaded.Record.Version));
        bench.Store.Publish(loaded, loaded.Record with { Name = "new" });
        Assert.StartsWith("{\"Checksum\":\"crc32c:", File.ReadAllText(ContainerStore.RecordPath(entry.Folder)), StringComparison.Ordinal);
        Assert.Equal(("new", ContainerRecord.CurrentVersion), (loaded.Record.Name, bench.Loader.Load().Entries.Single().Record.Version));
    }

    [Fact]
    public async Task A_record_that_lost_its_checksum_is_put_aside()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        Change(entry, "Version", "2");
        Assert.Empty(bench.Loader.Load().Entries);
    }

    [Theory]
    [InlineData("Id", "\"ffff\"")]
    [InlineData("Name", "null")]
    [InlineData("Name", "\"../../etc\"")]
    [InlineData("Version", "0")]
    [InlineData("ImageId", "null")]
    [InlineData("ImageId", "\"sha256:../../etc\"")]
    [InlineData("Layers", "null")]
    [InlineData("Layers", "[null]")]
    [InlineData("Layers", "[\"../../..\"]")]
    [InlineData("Path", "null")]
    [InlineData("Args", "[null]")]
    [InlineData("Config", "null")]
    [InlineData("HostConfig", "null")]
    [InlineData("HostConfig", "7")]
    public async Task A_record_with_a_wrong_field_is_put_aside(string field, string json)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        Change(entry, field, json);
        Assert.Empty(bench.Loader.Load().Entries);
        Assert.True(Directory.Exists(entry.Folder + ".damaged"));
    }

    [Fact]
    public async Task A_later_versions_record_is_left_to_it()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        Change(entry, "Version", "99");
        LoadedContainers loaded = bench.Loader.Load();
        Assert.Empty(loaded.Entries);
        Assert.Empty(loaded.Leftovers);
        Assert.True(File.Exists(ContainerStore.RecordPath(entry.Folder)));
    }

    [Fact]
    public async Task A_folder_without_a_record_is_a_leftover_and_a_foreign_one_is_nobodys()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        string leftover = Directory.CreateDirectory(bench.Store.Folder(new string('a', 64))).FullName;
        Directory.CreateDirectory(Path.Combine(bench.Root, "lost+found"));
        Assert.Equal([leftover], bench.Loader.Load().Leftovers);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"Status\":\"Flying\"}")]
    [InlineData("{\"Status\":77}")]
    [InlineData("null")]
    public async Task A_damaged_state_is_taken_for_running(string json)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        File.WriteAllText(ContainerStore.OldStatePath(entry.Folder), json);
        Assert.Equal(ContainerStatus.Running, Assert.Single(bench.Loader.Load().Entries).State.Status);
    }

    private static void Change(ContainerEntry entry, string field, string json)
    {
        string path = ContainerStore.RecordPath(entry.Folder);
        JsonObject record = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        record.Remove("Checksum");
        record["Version"] = 1;
        record[field] = JsonNode.Parse(json);
        File.WriteAllText(path, record.ToJsonString());
    }
}
