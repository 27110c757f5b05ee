using System.Net;
using System.Text;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>What no stock client sends: each is answered with a status and a message, and the daemon goes on.</summary>
public abstract class BadRequestScenarios(DaemonFixture fixture, ITestOutputHelper output) : DaemonScenarios(fixture, output)
{
    private const string Create = "/v1.41/containers/create";

    [Theory]
    [InlineData("{")]
    [InlineData("{\"Image\": }")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("\u0000")]
    public async Task Malformed_json_is_refused(string body)
    {
        ApiResponse response = await Daemon.Api.PostAsync(Create, body);
        AssertRefused(response);
    }

    [Fact]
    public async Task Json_with_something_behind_it_is_refused()
    {
        ApiResponse response = await Daemon.Api.PostAsync(Create, "{\"Image\":\"test/plain:1\"} trailing");
        // dockerd takes it up to version 20.10.
        Assert.Equal(Daemon.IsAotd ? HttpStatusCode.BadRequest : HttpStatusCode.Created, response.Status);
    }

    [Theory]
    [InlineData("""{"Image":7}""")]
    [InlineData("""{"Image":"test/plain:1","Cmd":{"a":1}}""")]
    [InlineData("""{"Image":"test/plain:1","Tty":"yes"}""")]
    [InlineData("""{"Image":"test/plain:1","Env":"A=b"}""")]
    [InlineData("""{"Image":"test/plain:1","HostConfig":[]}""")]
    [InlineData("""{"Image":"test/plain:1","HostConfig":{"Memory":"much"}}""")]
    [InlineData("""{"Image":"test/plain:1","HostConfig":{"Memory":1.5}}""")]
    public async Task Values_of_wrong_types_are_refused(string body)
    {
        ApiResponse response = await Daemon.Api.PostAsync(Create, body);
        AssertRefused(response);
    }

    [Fact]
    public async Task Fields_that_are_not_known_are_ignored()
    {
        ApiResponse response = await Daemon.Api.PostAsync(
            Create, """{"Image":"test/plain:1","NoSuchField":{"deep":[1,2]},"HostConfig":{"NetworkMode":"none","NorThis":true}}""");
        string id = response.Expect(HttpStatusCode.Created).Json.GetProperty("Id").GetString()!;
        (await Docker("rm", id)).Ok();
    }

    [Fact]
    public async Task A_null_or_empty_restart_policy_name_is_accepted()
    {
        ApiResponse response = await Daemon.Api.PostAsync(
            Create, """{"Image":"test/plain:1","Cmd":null,"Entrypoint":null,"Labels":null,"HostConfig":{"NetworkMode":"none","RestartPolicy":{"Name":"","MaximumRetryCount":0}}}""");
        (await Docker("rm", response.Expect(HttpStatusCode.Created).Json.GetProperty("Id").GetString()!)).Ok();
    }

    [Fact]
    public async Task A_create_without_a_body_or_image_is_refused()
    {
        AssertRefused(await Daemon.Api.PostAsync(Create));
        AssertRefused(await Daemon.Api.PostAsync(Create, "{}"));
        (await Daemon.Api.SendAsync(HttpMethod.Post, Create, new StringContent("{}", Encoding.UTF8, "text/plain"))).Expect(HttpStatusCode.BadRequest, "Content-Type");
    }

    [Theory]
    [InlineData("-starts-with-a-dash")]
    [InlineData(".dot")]
    [InlineData("a")]
    [InlineData("has space")]
    [InlineData("has/slash")]
    [InlineData("ünïcode")]
    [InlineData("../../escape")]
    [InlineData("new\nline")]
    public async Task Bad_names_are_refused(string name) =>
        (await CreateNamed(name)).Expect(HttpStatusCode.BadRequest, "Invalid container name");

    [Fact]
    public async Task A_name_in_use_is_a_conflict()
    {
        string name = NewName();
        (await CreateNamed(name)).Expect(HttpStatusCode.Created);
        (await CreateNamed(name)).Expect(HttpStatusCode.Conflict, $"The container name \"/{name}\" is already in use by container");
        (await CreateNamed("/" + name)).Expect(HttpStatusCode.Conflict, "is already in use");
    }

    [Fact]
    public async Task A_prefix_of_two_ids_is_ambiguous()
    {
        List<string> ids = [];
        // Seventeen ids: two of them begin alike.
        for (int i = 0; i < 17; i++)
        {
            ids.Add((await CreateNamed(NewName())).Expect(HttpStatusCode.Created).Json.GetProperty("Id").GetString()!);
        }
        string prefix = ids.GroupBy(id => id[..1]).First(group => group.Count() > 1).Key;
        ApiResponse response = await Daemon.Api.GetAsync($"/containers/{prefix}/json");
        (await Docker(["rm", .. ids])).Ok();
        Assert.Contains("multiple", response.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Daemon.IsAotd ? HttpStatusCode.BadRequest : HttpStatusCode.InternalServerError, response.Status);
    }

    [Theory]
    [InlineData("nosuch:image", "No such image: nosuch:image")]
    [InlineData("nosuch", "No such image: nosuch:latest")]
    [InlineData("registry.example/a/b", "No such image: registry.example/a/b:latest")]
    public async Task An_unknown_image_is_not_found_in_the_words_that_clients_rely_on(string image, string words) =>
        (await Daemon.Api.PostAsync(Create, $$"""{"Image":"{{image}}"}""")).Expect(HttpStatusCode.NotFound, words);

    [Theory]
    [InlineData("lower/UPPER")]
    [InlineData("a:b:c")]
    [InlineData("-x")]
    [InlineData("a/../b")]
    public async Task A_bad_image_reference_is_refused(string image) =>
        (await Daemon.Api.PostAsync(Create, $$"""{"Image":"{{image}}"}""")).Expect(HttpStatusCode.BadRequest, "invalid reference format");

    [Theory]
    [InlineData("json", "GET")]
    [InlineData("start", "POST")]
    [InlineData("stop", "POST")]
    [InlineData("kill", "POST")]
    [InlineData("restart", "POST")]
    [InlineData("wait", "POST")]
    [InlineData("rename?name=other", "POST")]
    [InlineData("resize?h=1&w=1", "POST")]
    [InlineData("attach?stdout=1", "POST")]
    [InlineData("logs?stdout=1", "GET")]
    [InlineData("", "DELETE")]
    public async Task An_unknown_container_is_not_found(string verb, string method)
    {
        ApiResponse response = await Daemon.Api.SendAsync(new HttpMethod(method), $"/containers/nosuchcontainer/{verb}".TrimEnd('/'), null);
        Assert.Contains("No such container: nosuchcontainer", response.Expect(HttpStatusCode.NotFound).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_exec_is_not_found()
    {
        (await Daemon.Api.GetAsync("/exec/nosuchexec/json")).Expect(HttpStatusCode.NotFound, "No such exec instance");
        (await Daemon.Api.PostAsync("/exec/nosuchexec/start", "{}")).Expect(HttpStatusCode.NotFound, "No such exec instance");
    }

    [Fact]
    public async Task Start_of_a_missing_or_non_executable_command_says_which()
    {
        string missing = await CreateRunning("no-such-command");
        (await Daemon.Api.PostAsync($"/containers/{missing}/start")).Expect(HttpStatusCode.BadRequest, "no-such-command");
        Assert.Equal("127", await Inspect(missing, "{{.State.ExitCode}}"));
        string notExecutable = await CreateRunning("/not-executable");
        (await Daemon.Api.PostAsync($"/containers/{notExecutable}/start")).Expect(HttpStatusCode.BadRequest, "permission denied");
        Assert.Equal("126", await Inspect(notExecutable, "{{.State.ExitCode}}"));

        async Task<string> CreateRunning(string command) =>
            (await Daemon.Api.PostAsync(Create, $$$"""{"Image":"test/plain:1","Cmd":["{{{command}}}"],"HostConfig":{"NetworkMode":"none"}}"""))
            .Expect(HttpStatusCode.Created).Json.GetProperty("Id").GetString()!;
    }

    [Theory]
    [InlineData("/containers/json?filters=notjson")]
    [InlineData("/containers/json?filters=[1]")]
    [InlineData("/containers/json?filters={\"nosuch\":[\"x\"]}")]
    [InlineData("/images/json?filters=notjson")]
    [InlineData("/events?since=yesterday&until=0")]
    [InlineData("/events?filters=notjson&until=1")]
    [InlineData("/containers/json?limit=many")]
    public async Task Bad_queries_are_refused(string path)
    {
        ApiResponse response = await Daemon.Api.GetAsync(path);
        AssertRefused(response);
    }

    [Theory]
    [InlineData("/nosuchroute")]
    [InlineData("/v1.41/nosuchroute")]
    [InlineData("/containers/json/nosuch/deeper")]
    public async Task Unknown_routes_are_not_found_as_dockerd_says(string path) =>
        (await Daemon.Api.GetAsync(path)).Expect(HttpStatusCode.NotFound, "page not found");

    [Theory]
    [InlineData("/v9.99/containers/json", "is too new")]
    [InlineData("/v1.1/containers/json", "is too old")]
    public async Task Versions_out_of_range_are_refused_with_the_range(string path, string words) =>
        Assert.Contains(words, (await Daemon.Api.GetAsync(path)).Expect(HttpStatusCode.BadRequest).Body, StringComparison.Ordinal);

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("complete nonsense\r\n\r\n")]
    [InlineData("POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n")]
    public async Task What_is_not_http_is_answered_400_and_hurts_nobody(string request)
    {
        Assert.Matches(Daemon.IsAotd ? "^HTTP/1.1 4" : "^HTTP/1.1 [45]", await Daemon.Api.ExchangeAsync(request));
        Assert.True(await Daemon.Api.AnswersPingAsync());
    }

    [Fact]
    public async Task A_body_that_breaks_off_hurts_nobody()
    {
        await Daemon.Api.ExchangeAsync("POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"Image\":");
        Assert.True(await Daemon.Api.AnswersPingAsync());
    }

    [Theory]
    [InlineData("""{"Memory":1}""", "memory")]
    [InlineData("""{"Binds":["./relative:/x"]}""", "relative")]
    [InlineData("""{"Binds":["/tmp:relative"]}""", "relative")]
    [InlineData("""{"Binds":["/tmp:/x:nonsense"]}""", "nonsense")]
    [InlineData("""{"CapAdd":["NO_SUCH_CAP"]}""", "NO_SUCH_CAP")]
    [InlineData("""{"RestartPolicy":{"Name":"nonsense"}}""", "restart")]
    [InlineData("""{"RestartPolicy":{"Name":"always"},"AutoRemove":true}""", "AutoRemove")]
    [InlineData("""{"NetworkMode":"container:nosuch"}""", "nosuch")]
    [InlineData("""{"LogConfig":{"Type":"nosuchdriver"}}""", "nosuchdriver")]
    [InlineData("""{"LogConfig":{"Type":"json-file","Config":{"nosuch-opt":"1"}}}""", "nosuch-opt")]
    [InlineData("""{"Runtime":"nosuchruntime"}""", "nosuchruntime")]
    [InlineData("""{"OomScoreAdj":5000}""", "[-1000, 1000]")]
    [InlineData("""{"ShmSize":-1}""", "shm")]
    public async Task A_bad_host_config_is_refused_at_create_or_start(string hostConfig, string words)
    {
        if (!hostConfig.Contains("NetworkMode", StringComparison.Ordinal))
        {
            hostConfig = "{\"NetworkMode\":\"none\"," + hostConfig[1..];
        }
        ApiResponse created = await Daemon.Api.PostAsync(Create, $$$"""{"Image":"test/plain:1","Cmd":["true"],"HostConfig":{{{hostConfig}}}}""");
        if (created.Status == HttpStatusCode.Created)
        {
            string id = created.Json.GetProperty("Id").GetString()!;
            created = await Daemon.Api.PostAsync($"/containers/{id}/start");
            (await Docker("rm", "-f", id)).Ok();
        }
        AssertRefused(created, atMost: 599);
        Assert.Contains(words, created.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("""{"NetworkMode":"none","PidMode":"nonsense"}""")]
    [InlineData("""{"NetworkMode":"none","UTSMode":"nonsense"}""")]
    [InlineData("""{"NetworkMode":"none","IpcMode":"nonsense"}""")]
    public async Task Unknown_namespace_modes_are_refused(string hostConfig)
    {
        ApiResponse created = await Daemon.Api.PostAsync(Create, $$$"""{"Image":"test/plain:1","Cmd":["true"],"HostConfig":{{{hostConfig}}}}""");
        if (Daemon.IsAotd)
        {
            AssertRefused(created);
        }
        else
        {
            // dockerd takes some of them, up to version 20.10, as if nothing had been said.
            Assert.InRange((int)created.Status, 201, 499);
        }
    }

    /// <summary>Refused with a message: dockerd 20.10 answers 500 to some of these, later ones 400, as aotd does.</summary>
    private void AssertRefused(ApiResponse response, int atMost = 499)
    {
        Assert.True((int)response.Status >= 400 && (int)response.Status <= (Daemon.IsAotd ? atMost : 599), $"{response.Status}: {response.Body}");
        Assert.NotEqual("", response.Message);
    }

    private Task<ApiResponse> CreateNamed(string name) => Daemon.Api.PostAsync(
        $"{Create}?name={Uri.EscapeDataString(name)}", $$$"""{"Image":"{{{TestImage.Plain}}}","HostConfig":{"NetworkMode":"none"}}""");
}
