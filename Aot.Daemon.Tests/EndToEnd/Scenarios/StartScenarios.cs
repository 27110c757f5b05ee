using System.Net;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>What a start refuses and how it fails, as the API tells it: one test a row of the start's order.</summary>
public abstract class StartScenarios(DaemonFixture fixture, ITestOutputHelper output) : DaemonScenarios(fixture, output)
{
    [Fact]
    public async Task A_checkpoint_needs_what_is_not_there()
    {
        string name = await CreateAsync("sleep", "1000");
        await AssertRefusedAsync($"{name}/start?checkpoint=c1", HttpStatusCode.BadRequest, "checkpoint is only supported in experimental mode");
        await AssertRefusedAsync($"{name}/start?checkpoint-dir=/tmp", HttpStatusCode.Forbidden, "custom checkpointdir is not supported");
        Assert.Equal("created 0", await Inspect(name, "{{.State.Status}} {{.State.ExitCode}} {{.State.Error}}"));
    }

    [Fact]
    public async Task A_host_configuration_is_not_taken()
    {
        string name = await CreateAsync("sleep", "1000");
        const string Words = "starting container with non-empty request body was deprecated since API v1.22 and removed in v1.24";
        await AssertRefusedAsync(name + "/start", HttpStatusCode.BadRequest, Words, new StringContent("{\"Memory\":0}"));
        await AssertRefusedAsync(name + "/start", HttpStatusCode.BadRequest, Words, new StreamContent(new EndlessLength("{}")));
        (await Daemon.Api.PostAsync($"/v1.41/containers/{name}/start", "{}")).Expect(HttpStatusCode.NoContent);
        (await Daemon.Api.PostAsync($"/v1.41/containers/{name}/start")).Expect(HttpStatusCode.NotModified);
        (await Daemon.Api.PostAsync($"/v1.41/containers/{name}/start?checkpoint-dir=/tmp")).Expect(HttpStatusCode.NotModified);
        (await Docker("pause", name)).Ok();
        await AssertRefusedAsync(name + "/start", HttpStatusCode.Conflict, "cannot start a paused container, try unpause instead");
        (await Docker("rm", "-f", name)).Ok();
        await AssertRefusedAsync(name + "/start", HttpStatusCode.NotFound, "No such container: " + name);
    }

    [Fact]
    public async Task A_container_whose_network_does_not_run_is_a_conflict()
    {
        string other = await CreateAsync("sleep", "1000");
        string name = NewName();
        (await Docker("create", "--name", name, "--network", "container:" + other, TestImage.Plain, "true")).Ok();
        await AssertRefusedAsync(name + "/start", HttpStatusCode.Conflict, "cannot join network of a non running container: ");
        Assert.Equal("created 128", await Inspect(name, "{{.State.Status}} {{.State.ExitCode}}"));
    }

    [Theory]
    [InlineData("/no/such", 127)]
    [InlineData("nosuch", 127)]
    [InlineData("/etc", 126)]
    public async Task A_command_that_cannot_be_run_is_told_with_the_shells_code(string command, int exitCode)
    {
        string name = await CreateAsync(command);
        ApiResponse response = await Daemon.Api.PostAsync($"/v1.41/containers/{name}/start");
        Assert.Equal(HttpStatusCode.BadRequest, response.Status);
        Assert.Equal($"created {exitCode} 0", await Inspect(name, "{{.State.Status}} {{.State.ExitCode}} {{.State.Pid}}"));
        Assert.Equal(response.Json.GetProperty("message").GetString(), await Inspect(name, "{{.State.Error}}"));
        (await Docker("rm", name)).Ok();
    }

    [Fact]
    public async Task A_file_mounted_over_a_folder_is_the_users_mistake()
    {
        string name = NewName();
        (await Docker("create", "--name", name, "--network", "none", "-v", "/etc/passwd:/etc", TestImage.Plain, "true")).Ok();
        await AssertRefusedAsync(
            name + "/start", HttpStatusCode.BadRequest, "Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists");
        Assert.Equal("created 127", await Inspect(name, "{{.State.Status}} {{.State.ExitCode}}"));
    }

    [Fact]
    public async Task A_bind_source_that_went_since_the_creation_is_invalid_and_leaves_no_trace()
    {
        string source = Directory.CreateDirectory(Path.Combine(Daemon.Root, NewName())).FullName;
        string name = NewName();
        (await Docker("create", "--name", name, "--network", "none", "--mount", $"type=bind,source={source},target=/data", TestImage.Plain, "true")).Ok();
        Directory.Delete(source);
        await AssertRefusedAsync(name + "/start", HttpStatusCode.BadRequest, "bind source path does not exist: " + source);
        Assert.Equal("created 0", await Inspect(name, "{{.State.Status}} {{.State.ExitCode}}"));
    }

    [Fact]
    public async Task A_start_that_fails_takes_a_container_of_rm_with_it()
    {
        string name = NewName();
        (await Docker("create", "--rm", "--name", name, "--network", "none", TestImage.Plain, "/no/such")).Ok();
        (await Docker("start", name)).FailsSaying("/no/such");
        await Poll.UntilAsync(async () => (await Docker("ps", "-aq", "--filter", "name=" + name)).Trimmed.Length == 0, "it is gone");
    }

    [Fact]
    public async Task A_failed_start_of_what_ran_before_keeps_it_exited()
    {
        string source = Directory.CreateDirectory(Path.Combine(Daemon.Root, NewName())).FullName;
        string name = NewName();
        (await Docker(
            "run", "--name", name, "--network", "none", "-v", source + ":/dir", "-w", "/dir", TestImage.Plain, "sh", "-c", "exit 7")).Expect(7);
        Directory.Delete(source);
        await File.WriteAllTextAsync(source, "");
        (await Docker("start", name)).FailsSaying("directory");
        Assert.Equal("exited 127", await Inspect(name, "{{.State.Status}} {{.State.ExitCode}}"));
    }

    private async Task<string> CreateAsync(params string[] command)
    {
        string name = NewName();
        (await Docker(["create", "--name", name, "--network", "none", TestImage.Plain, .. command])).Ok();
        return name;
    }

    private async Task AssertRefusedAsync(string path, HttpStatusCode status, string words, HttpContent? content = null)
    {
        content?.Headers.ContentType = new("application/json");
        ApiResponse response = await Daemon.Api.SendAsync(HttpMethod.Post, "/v1.41/containers/" + path, content);
        Assert.Equal(status, response.Status);
        Assert.Contains(words, response.Json.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    /// <summary>A body whose length is not known before it is sent.</summary>
    private sealed class EndlessLength(string text) : MemoryStream(System.Text.Encoding.UTF8.GetBytes(text))
    {
        public override bool CanSeek => false;
    }
}
