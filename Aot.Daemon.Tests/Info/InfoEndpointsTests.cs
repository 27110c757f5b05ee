using System.Text.Json;
using Aot.Daemon.Info;
using Aot.Daemon.Tests.Api;
using Xunit;

namespace Aot.Daemon.Tests.Info;

public sealed class InfoEndpointsTests
{
    [Theory]
    [InlineData("/_ping")]
    [InlineData("/v1.41/_ping")]
    public async Task A_ping_is_answered_with_its_headers_and_so_is_its_head(string target)
    {
        await using ApiFixture api = await InfoFixture.StartAsync();
        RawResponse get = await api.SendAsync("GET", target), head = await api.SendAsync("HEAD", target);
        Assert.Equal((200, "OK", 200, ""), (get.Status, get.Body, head.Status, head.Body));
        Assert.Equal("0", head.Header("Content-Length"));
        foreach (RawResponse response in (RawResponse[])[get, head])
        {
            Assert.Equal("1.51", response.Header("Api-Version"));
            Assert.Equal("1", response.Header("Builder-Version"));
            Assert.Equal("inactive", response.Header("Swarm"));
            Assert.Equal("no-cache, no-store, must-revalidate", response.Header("Cache-Control"));
            Assert.Equal("no-cache", response.Header("Pragma"));
            Assert.Equal("linux", response.Header("Ostype"));
            Assert.Equal("text/plain; charset=utf-8", response.Header("Content-Type"));
        }
    }

    [Fact]
    public async Task The_version_has_dockerds_fields()
    {
        await using ApiFixture api = await InfoFixture.StartAsync();
        using JsonDocument version = JsonDocument.Parse((await api.SendAsync("GET", "/version")).Body);
        JsonElement root = version.RootElement;
        Assert.Equal("1.2.3", root.GetProperty("Version").GetString());
        Assert.Equal("1.51", root.GetProperty("ApiVersion").GetString());
        Assert.Equal("1.24", root.GetProperty("MinAPIVersion").GetString());
        Assert.StartsWith(".NET ", root.GetProperty("GoVersion").GetString(), StringComparison.Ordinal);
        Assert.Equal("linux", root.GetProperty("Os").GetString());
        Assert.Equal("aotd", root.GetProperty("Platform").GetProperty("Name").GetString());
        Assert.NotEmpty(root.GetProperty("KernelVersion").GetString()!);
        JsonElement engine = root.GetProperty("Components")[0];
        Assert.Equal("Engine", engine.GetProperty("Name").GetString());
        Assert.Equal("1.24", engine.GetProperty("Details").GetProperty("MinAPIVersion").GetString());
        Assert.Equal("crun", root.GetProperty("Components")[1].GetProperty("Name").GetString());
    }

    [Fact]
    public async Task The_info_tells_of_host_configuration_and_counts()
    {
        await using ApiFixture api = await InfoFixture.StartAsync();
        using JsonDocument info = JsonDocument.Parse((await api.SendAsync("GET", "/info")).Body);
        JsonElement root = info.RootElement;
        Assert.Equal("engine-id", root.GetProperty("ID").GetString());
        Assert.Equal(6, root.GetProperty("Containers").GetInt32());
        Assert.Equal(3, root.GetProperty("ContainersRunning").GetInt32());
        Assert.Equal(7, root.GetProperty("Images").GetInt32());
        Assert.Equal("overlay2", root.GetProperty("Driver").GetString());
        Assert.Equal("/tmp", root.GetProperty("DockerRootDir").GetString());
        Assert.Equal("inactive", root.GetProperty("Swarm").GetProperty("LocalNodeState").GetString());
        Assert.Equal("/usr/bin/crun", root.GetProperty("Runtimes").GetProperty("crun").GetProperty("path").GetString());
        Assert.Equal("crun", root.GetProperty("DefaultRuntime").GetString());
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), root.GetProperty("KernelVersion").GetString());
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/hostname").Trim(), root.GetProperty("Name").GetString());
        Assert.True(root.GetProperty("MemTotal").GetInt64() > 1 << 20);
        Assert.Contains(root.GetProperty("CgroupVersion").GetString(), (string[])["1", "2"]);
        Assert.Equal("abc", root.GetProperty("RuncCommit").GetProperty("ID").GetString());
        Assert.Equal("a=b", root.GetProperty("Labels")[0].GetString());
    }

    [Fact]
    public void A_host_without_the_usual_files_is_described_all_the_same()
    {
        var nothing = new HostDescription("/nonexistent");
        Assert.Equal(("", "Linux", "", 0L, false), (nothing.KernelVersion, nothing.OperatingSystem, nothing.OperatingSystemVersion, nothing.MemoryBytes, nothing.Seccomp));
    }

    [Fact]
    public void A_description_reads_the_hosts_files()
    {
        string root = Directory.CreateTempSubdirectory("aotd-info-").FullName;
        try
        {
            Directory.CreateDirectory(root + "/proc");
            Directory.CreateDirectory(root + "/usr/lib");
            File.WriteAllText(root + "/proc/meminfo", "MemTotal:       16316412 kB\nMemFree: 1 kB\n");
            File.WriteAllText(root + "/usr/lib/os-release", "NAME=x\nPRETTY_NAME=\"Some Linux 12\"\nVERSION_ID='12'\n");
            var description = new HostDescription(root);
            Assert.Equal((16316412L * 1024, "Some Linux 12", "12"), (description.MemoryBytes, description.OperatingSystem, description.OperatingSystemVersion));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
