using System.Net;
using System.Text.Json;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>version, info, ping, events.</summary>
public abstract class SystemScenarios(DaemonFixture fixture, ITestOutputHelper output) : DaemonScenarios(fixture, output)
{
    [Fact]
    public async Task Version_tells_both_sides()
    {
        JsonElement json = JsonDocument.Parse((await Docker("version", "--format", "json")).Ok().Stdout).RootElement.GetProperty("Server");
        foreach (string property in (string[])["Version", "ApiVersion", "MinAPIVersion", "Os", "Arch", "KernelVersion"])
        {
            Assert.NotEqual("", json.GetProperty(property).GetString());
        }
        Assert.Equal("linux amd64", $"{json.GetProperty("Os")} {json.GetProperty("Arch")}");
        (await Docker("version")).Ok();
    }

    [Fact]
    public async Task Info_tells_the_machine_and_the_daemon()
    {
        string text = (await Docker("system", "info")).Ok().Stdout;
        Assert.Contains($"Docker Root Dir: {Daemon.DataRoot}", text, StringComparison.Ordinal);
        Assert.Contains("Cgroup Version:", text, StringComparison.Ordinal);
        Assert.Contains("Storage Driver: overlay2", text, StringComparison.Ordinal);
        Assert.Contains("Logging Driver: json-file", text, StringComparison.Ordinal);
        JsonElement json = (await Daemon.Api.GetAsync("/info")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal("inactive", json.GetProperty("Swarm").GetProperty("LocalNodeState").GetString());
        Assert.Equal(Environment.ProcessorCount, json.GetProperty("NCPU").GetInt32());
        Assert.True(json.GetProperty("Images").GetInt32() >= 3);
        Assert.NotEqual("", json.GetProperty("ID").GetString());
    }

    [Fact]
    public async Task Info_counts_containers()
    {
        string before = (await Docker("info", "--format", "{{.Containers}} {{.ContainersRunning}} {{.ContainersStopped}}")).Ok().Trimmed;
        int[] counts = [.. before.Split(' ').Select(int.Parse)];
        await RunIdle();
        Assert.Equal($"{counts[0] + 1} {counts[1] + 1} {counts[2]}", (await Docker("info", "--format", "{{.Containers}} {{.ContainersRunning}} {{.ContainersStopped}}")).Ok().Trimmed);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Ping_has_the_headers_that_clients_read(string method)
    {
        using HttpResponseMessage response = await Daemon.Api.OpenAsync(new HttpMethod(method), "/_ping");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(method == "GET" ? "OK" : "", await response.Content.ReadAsStringAsync());
        Assert.Matches(@"^1\.\d\d$", response.Headers.GetValues("Api-Version").Single());
        Assert.Equal("linux", response.Headers.GetValues("Ostype").Single());
        Assert.Equal("false", response.Headers.GetValues("Docker-Experimental").Single());
        Assert.Equal("inactive", response.Headers.TryGetValues("Swarm", out IEnumerable<string>? swarm) ? swarm.Single() : "inactive");
        Assert.Contains("linux", string.Join(' ', response.Headers.GetValues("Server")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_tell_a_containers_life_in_order()
    {
        string mark = "mark=" + NewName();
        await using CliSession events = Daemon.Cli.Start("events", "--filter", "label=" + mark, "--format", "{{.Type}} {{.Action}} {{index .Actor.Attributes \"name\"}}");
        string name = NewName();
        await Task.Delay(300);
        (await Docker("run", "--name", name, "--label", mark, "--network", "none", TestImage.Plain, "true")).Ok();
        string renamed = NewName();
        (await Docker("rename", name, renamed)).Ok();
        (await Docker("rm", renamed)).Ok();
        await events.WaitForOutputAsync("destroy");
        string[] expected = ["create " + name, "attach " + name, "start " + name, "die " + name, "rename " + renamed, "destroy " + renamed];
        Assert.Equal(expected.Select(line => "container " + line), events.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Past_events_are_told_between_since_and_until()
    {
        string start = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString();
        string name = await RunDetached([], "sh", "-c", "exit 3");
        (await Docker("wait", name)).Ok();
        (await Docker("kill", name)).Expect(1);
        (await Docker("start", name)).Ok();
        (await Docker("wait", name)).Ok();
        await Poll.UntilAsync(async () => (await Past("--filter", "event=die")).Length == 2, "both ends are told");
        Assert.Equal(["create ", "start ", "die 3", "start ", "die 3"], await Past());
        Assert.Equal(["die 3", "die 3"], await Past("--filter", "event=die"));
        Assert.Empty(await Past("--filter", "type=image"));

        async Task<string[]> Past(params string[] options)
        {
            // Seconds end where they begin: until lies in the next one.
            string until = DateTimeOffset.UtcNow.AddSeconds(1).ToUnixTimeSeconds().ToString();
            CliResult result = await Docker(
                ["events", "--since", start, "--until", until, "--filter", "container=" + name, .. options, "--format", "{{.Action}} {{index .Actor.Attributes \"exitCode\"}}"]);
            return [.. result.Ok().Lines.Where(line => !line.StartsWith("network", StringComparison.Ordinal)).Select(line => line.Replace("<no value>", "", StringComparison.Ordinal))];
        }
    }

    [Fact]
    public async Task Kill_stop_exec_and_images_have_their_events()
    {
        string start = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString();
        string name = await RunIdle();
        await WaitForLog(name, "ready");
        (await Docker("exec", name, "sh", "-c", "true")).Ok();
        (await Docker("stop", name)).Ok();
        string tag = NewName() + ":e";
        (await Docker("tag", TestImage.Plain, tag)).Ok();
        (await Docker("rmi", tag)).Ok();
        string until = DateTimeOffset.UtcNow.AddSeconds(1).ToUnixTimeSeconds().ToString();
        string[] lines = (await Docker("events", "--since", start, "--until", until, "--filter", "container=" + name, "--format", "{{.Action}}")).Ok().Lines;
        Assert.Equal(["create", "start", "exec_create: sh -c true", "exec_start: sh -c true", "exec_die", "kill", "die", "stop"], lines);
        string[] images = (await Docker("events", "--since", start, "--until", until, "--filter", "type=image", "--format", "{{.Action}} {{index .Actor.Attributes \"name\"}}")).Ok().Lines;
        Assert.Contains("tag " + tag, images);
        Assert.Contains(images, line => line.StartsWith("untag ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_json_of_an_event_has_what_clients_read()
    {
        string start = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString();
        string name = await RunDetached(["--label", "colour=blue"], "true");
        string until = DateTimeOffset.UtcNow.AddSeconds(1).ToUnixTimeSeconds().ToString();
        ApiResponse response = await Daemon.Api.GetAsync($"/events?since={start}&until={until}&filters=" + Uri.EscapeDataString($$"""{"container":["{{name}}"],"event":["start"]}"""));
        JsonElement json = JsonDocument.Parse(response.Body.Split('\n')[0]).RootElement;
        string id = await Inspect(name, "{{.Id}}");
        Assert.Equal($"start {id} {TestImage.Plain}", $"{json.GetProperty("status")} {json.GetProperty("id")} {json.GetProperty("from")}");
        Assert.Equal("container start local", $"{json.GetProperty("Type")} {json.GetProperty("Action")} {json.GetProperty("scope")}");
        Assert.Equal(id, json.GetProperty("Actor").GetProperty("ID").GetString());
        Assert.Equal("blue", json.GetProperty("Actor").GetProperty("Attributes").GetProperty("colour").GetString());
        Assert.Equal(json.GetProperty("time").GetInt64(), json.GetProperty("timeNano").GetInt64() / 1_000_000_000);
    }
}
