using System.Net;
using System.Text.Json;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>`docker ps` with its filters, and `docker inspect`.</summary>
public abstract class ListScenarios(DaemonFixture fixture, ITestOutputHelper output) : DaemonScenarios(fixture, output)
{
    [Fact]
    public async Task Ps_shows_running_containers_and_all_of_them_with_a()
    {
        string running = await RunIdle();
        string ended = await RunDetached([], "true");
        await WaitForState(ended, "exited");
        string[] shown = (await Docker("ps", "--format", "{{.Names}}")).Ok().Lines;
        Assert.Contains(running, shown);
        Assert.DoesNotContain(ended, shown);
        string[] all = (await Docker("ps", "-a", "--format", "{{.Names}}")).Ok().Lines;
        Assert.Contains(running, all);
        Assert.Contains(ended, all);
    }

    [Fact]
    public async Task Ps_tells_image_command_status_and_labels()
    {
        string name = await RunDetached(["--label", "colour=blue"], "sleep", "1000");
        string line = (await Docker("ps", "--filter", "name=" + name, "--no-trunc", "--format", "{{.Image}}|{{.Command}}|{{.State}}|{{.Names}}|{{.Labels}}|{{.Networks}}|{{.Ports}}|{{.Mounts}}")).Ok().Trimmed;
        Assert.Equal($"{TestImage.Plain}|\"sleep 1000\"|running|{name}|colour=blue|none||", line);
        Assert.Matches("^Up (Less than a second|[0-9]+ seconds?|About a .*)$", (await Docker("ps", "--filter", "name=" + name, "--format", "{{.Status}}")).Ok().Trimmed);
        (await Docker("kill", name)).Ok();
        await WaitForState(name, "exited");
        Assert.Matches(
            @"^Exited \(137\) (Less than a second|[0-9]+ seconds?) ago$", (await Docker("ps", "-a", "--filter", "name=" + name, "--format", "{{.Status}}")).Ok().Trimmed);
    }

    [Fact]
    public async Task Ps_filters_by_everything_the_cli_documents()
    {
        string mark = NewName();
        string label = "mark=" + mark;
        string first = await RunIdle("--label", label, "--label", "only=first");
        string ended = await RunDetached(["--label", label], "sh", "-c", "exit 3");
        await WaitForState(ended, "exited");
        string created = NewName();
        (await Docker("create", "--name", created, "--label", label, "--network", "host", TestImage.Entry)).Ok();
        string firstId = await Inspect(first, "{{.Id}}");

        await Expect([first, ended, created], "label=mark=" + mark);
        await Expect([first, ended, created], "label=mark=" + mark, "label=mark");
        await Expect([first], "label=mark=" + mark, "label=only");
        await Expect([], "label=mark=nothing");
        await Expect([first], "name=" + first);
        await Expect([first], "name=^/" + first + "$");
        await Expect([first], "id=" + firstId[..12]);
        await Expect([first], label, "status=running");
        await Expect([ended], label, "status=exited");
        await Expect([ended, created], label, "status=exited", "status=created");
        await Expect([ended], label, "exited=3");
        await Expect([], label, "exited=4");
        await Expect([created], label, "ancestor=" + TestImage.Entry);
        await Expect([first, ended], label, "ancestor=" + TestImage.Plain);
        await Expect([first], label, "before=" + ended);
        await Expect([created], label, "since=" + ended);
        await Expect([created], label, "network=host");
        await Expect([first, ended], label, "network=none");
        await Expect([], label, "health=healthy");
        await Expect([], label, "volume=/nowhere");

        async Task Expect(string[] names, params string[] filters)
        {
            string[] arguments = [.. filters.SelectMany(filter => new[] { "--filter", filter.StartsWith("mark=", StringComparison.Ordinal) ? "label=" + filter : filter })];
            CliResult result = await Docker(["ps", "-a", "--format", "{{.Names}}", .. arguments]);
            Assert.Equal(names.Order(), result.Ok().Lines.Order());
        }
    }

    [Fact]
    public async Task Last_and_latest_show_the_newest_first()
    {
        string mark = "mark=" + NewName();
        List<string> names = [];
        for (int i = 0; i < 3; i++)
        {
            string name = NewName();
            (await Docker("create", "--name", name, "--label", mark, "--network", "none", TestImage.Plain)).Ok();
            names.Insert(0, name);
        }
        Assert.Equal(names, (await Docker("ps", "-a", "--filter", "label=" + mark, "--format", "{{.Names}}")).Ok().Lines);
        Assert.Equal(names[..2], (await Docker("ps", "-n", "2", "--filter", "label=" + mark, "--format", "{{.Names}}")).Ok().Lines);
    }

    [Theory]
    [InlineData("nonsense=1")]
    [InlineData("status=nonsense")]
    [InlineData("exited=x")]
    public async Task Ps_refuses_nonsense_filters(string filter) => (await Docker("ps", "--filter", filter)).FailsSaying("invalid");

    [Fact]
    public async Task Size_is_counted_when_asked_for()
    {
        string name = await RunDetached([], "sh", "-c", "dd if=/dev/zero of=/file bs=1000 count=50; echo written; sleep 1000");
        await WaitForLog(name, "written");
        JsonElement with = (await Daemon.Api.GetAsync($"/containers/{name}/json?size=1")).Expect(HttpStatusCode.OK).Json;
        Assert.InRange(with.GetProperty("SizeRw").GetInt64(), 50_000, 60_000);
        Assert.True(with.GetProperty("SizeRootFs").GetInt64() > 1_000_000);
        Assert.False((await Daemon.Api.GetAsync($"/containers/{name}/json")).Json.TryGetProperty("SizeRw", out _));
    }

    [Fact]
    public async Task Inspect_tells_what_was_asked_for()
    {
        string name = NewName();
        (await Docker(
            "create", "--name", name, "--network", "none", "--hostname", "box", "-e", "A=b", "--memory", "64m", "--cpus", "0.5", "--pids-limit", "50",
            "--read-only", "--tmpfs", "/tmp:size=1m", "-v", "/etc:/mnt:ro", "--cap-drop", "ALL", "--cap-add", "NET_RAW", "--ulimit", "nofile=100:200",
            "--restart", "no", "--init", "--user", "app", "-w", "/tmp", "--stop-timeout", "3", "-t", "-i", TestImage.Plain, "sleep", "1")).Ok();
        const string format =
            "{{.Config.Hostname}} {{json .Config.Cmd}} {{.Config.Tty}} {{.Config.OpenStdin}} {{.Config.StdinOnce}} {{.Config.User}} {{.Config.WorkingDir}} " +
            "{{.Config.StopTimeout}} {{.Config.Image}} {{.Path}} {{json .Args}} {{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}} " +
            "{{.HostConfig.ReadonlyRootfs}} {{json .HostConfig.Tmpfs}} {{json .HostConfig.Binds}} {{json .HostConfig.CapDrop}} {{.HostConfig.Init}} " +
            "{{.HostConfig.NetworkMode}} {{.HostConfig.RestartPolicy.Name}} {{.HostConfig.LogConfig.Type}} {{.Driver}} {{.RestartCount}} {{.Platform}}";
        Assert.Equal(
            "box [\"sleep\",\"1\"] true true true app /tmp 3 test/plain:1 sleep [\"1\"] 67108864 500000000 50 true {\"/tmp\":\"size=1m\"} [\"/etc:/mnt:ro\"] " +
            "[\"ALL\"] true none no json-file overlay2 0 linux",
            await Inspect(name, format));
        Assert.Equal("/etc /mnt ro false bind", await Inspect(name, "{{range .Mounts}}{{.Source}} {{.Destination}} {{.Mode}} {{.RW}} {{.Type}}{{end}}"));
        Assert.Contains("COLOUR=green", await Inspect(name, "{{json .Config.Env}}"), StringComparison.Ordinal);
        Assert.Equal(TestImage.All[0].Id, await Inspect(name, "{{.Image}}"));
    }

    [Fact]
    public async Task Inspect_of_nothing_fails() => (await Docker("inspect", "nosuchthing")).FailsSaying("No such object: nosuchthing");
}
