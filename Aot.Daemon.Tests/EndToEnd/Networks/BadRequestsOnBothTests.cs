using System.Text.RegularExpressions;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Networks;

/// <summary>Bad input about networks, sent to dockerd and to aotd: the same words, and the same status but where it is explained.</summary>
public sealed partial class BadRequestsOnBothTests
{
    // What there is before: the networks one (10.5.0.0/24, attached: a1) and two, the containers a1 (running on one), b1 (created, on bridge), h1 (host), n1 (none).
    private static readonly string[] Setup =
    [
        "network create --subnet 10.5.0.0/24 one",
        "network create --subnet 10.6.0.0/24 two",
        $"run -d --name a1 --network one --ip 10.5.0.9 {TestImage.Plain} sleep 1000",
        $"create --name b1 {TestImage.Plain} sleep 1000",
        $"run -d --name h1 --network host {TestImage.Plain} sleep 1000",
        $"run -d --name n1 --network none {TestImage.Plain} sleep 1000",
    ];

    private static readonly BadRequest[] Requests =
    [
        Create("""{"Name":"one","CheckDuplicate":true}"""),
        Create("""{"Name":"bridge"}"""),
        Create("""{"Name":"none"}"""),
        Create("""{"Name":""}""", BadRequest.As28),
        Create("""{"Name":"x","Driver":"nope"}"""),
        Create("""{"Name":"x","Driver":"host"}"""),
        Create("""{"Name":"x","Driver":"null"}"""),
        Create("""{"Name":"x","Scope":"swarm"}"""),
        Create("""{"Name":"x","Ingress":true}"""),
        Create("""{"Name":"x","IPAM":{"Driver":"nope"}}"""),
        Create("""{"Name":"x","IPAM":{"Config":[{"Subnet":"10.5.0.0/25"}]}}"""),
        Create("""{"Name":"x","IPAM":{"Config":[{"Subnet":"10.4.0.0/14"}]}}"""),
        Create("""{"Name":"x","IPAM":{"Config":[{"Subnet":"bogus"}]}}""", BadRequest.As28),
        Create("""{"Name":"x","IPAM":{"Config":[{"Subnet":"10.7.0.0"}]}}""", BadRequest.As28),
        Create("""{"Name":"x","IPAM":{"Config":[{"Gateway":"10.7.0.1"}]}}""", BadRequest.As28),
        Create("""{"Name":"x","IPAM":{"Config":[{"Subnet":"10.8.0.0/24","Gateway":"10.7.0.1"}]}}""", BadRequest.As28),
        Create("""{"Name":"x","IPAM":{"Config":[{"Subnet":"10.9.0.0/24","Gateway":"bogus"}]}}""", BadRequest.As28),
        Create("""{"Name":"x","IPAM":{"Config":[{"Subnet":"10.10.0.0/24","AuxiliaryAddresses":{"x":"bogus"}}]}}""", BadRequest.As28),
        Create("""{"Name":"x","IPAM":{"Config":[{"Subnet":"10.11.0.0/31"}]}}""", BadRequest.As28),
        Create("""{"Name":"x","IPAM":{"Config":[{"Subnet":"10.12.0.0/24"},{"Subnet":"10.13.0.0/24"}]}}"""),
        Create("""{"Name":"x","Options":{"com.docker.network.bridge.enable_icc":"maybe"}}""", BadRequest.As28),
        Create("""{"Name":"x","Options":{"com.docker.network.bridge.host_binding_ipv4":"x"}}""", BadRequest.As28),
        Create("""{"Name":"x","Options":{"com.docker.network.driver.mtu":"big"}}""", BadRequest.As28),
        new("DELETE", "/networks/bridge", null),
        new("DELETE", "/networks/nope", null),
        new("DELETE", "/networks/one", null),
        new("GET", "/networks/nope", null),
        new("GET", "/networks?filters={\"dangling\":[\"maybe\"]}", null),
        new("GET", "/networks?filters={\"dangling\":[\"true\",\"false\"]}", null),
        new("GET", "/networks?filters={\"type\":[\"x\"]}", null, BadRequest.As28),
        Connect("one", """{"Container":"a1"}"""),
        Connect("two", """{"Container":"nope"}"""),
        Connect("nope", """{"Container":"a1"}"""),
        Connect("host", """{"Container":"a1"}"""),
        Connect("none", """{"Container":"a1"}"""),
        Connect("two", """{"Container":"h1"}"""),
        Connect("two", """{"Container":"n1"}"""),
        Connect("two", """{"Container":""}"""),
        Connect("two", """{"Container":"a1","EndpointConfig":{"IPAMConfig":{"IPv4Address":"10.7.0.7"}}}""", BadRequest.As28),
        Connect("bridge", """{"Container":"a1","EndpointConfig":{"IPAMConfig":{"IPv4Address":"172.17.0.99"}}}"""),
        Connect("bridge", """{"Container":"a1","EndpointConfig":{"Aliases":["x"]}}"""),
        new("POST", "/networks/two/disconnect", """{"Container":"a1"}"""),
        new("POST", "/networks/two/disconnect", """{"Container":"b1"}""", "500 with one wording: dockerd has `to the network` where the container does not run"),
        new("POST", "/networks/two/disconnect", """{"Container":"nope"}"""),
        new("POST", "/networks/host/disconnect", """{"Container":"h1"}"""),
        Container("""{"NetworkMode":"one"}""", """{"one":{},"two":{}}"""),
        Container("""{"NetworkMode":"one"}""", """{"one":{"IPAMConfig":{"IPv4Address":"bogus"}}}"""),
        Container("""{"PortBindings":{"80/tcp":[{"HostPort":"99999"}]}}""", "{}"),
        Container("""{"PortBindings":{"x/tcp":[{"HostPort":"9"}]}}""", "{}"),
        Container("""{"Links":["nope:db"]}""", "{}"),
        Container("""{"NetworkMode":"container:"}""", "{}"),
    ];

    [Fact]
    public async Task Both_answer_the_same()
    {
        List<string> expected = [];
        List<string> actual = [];
        using (var host = new HostNamespace())
        {
            await DaemonUnderTest.UseAsync(new DockerdUnderTest(networkNamespace: host.Path), daemon => AskAsync(daemon, expected, isAotd: false));
        }

        await NetworkBench.UseAsync((daemon, _) => AskAllAsync(daemon, actual, isAotd: true));
        Assert.Equal(expected, actual);
    }

    private static async Task AskAsync(DaemonUnderTest daemon, List<string> answers, bool isAotd)
    {
        await daemon.StartAsync();
        (await daemon.Cli.RunAsync(ImageArchive.All, 60, "load", "--quiet")).Ok();
        await AskAllAsync(daemon, answers, isAotd);
    }

    private static async Task AskAllAsync(DaemonUnderTest daemon, List<string> answers, bool isAotd)
    {
        foreach (string command in Setup)
        {
            (await daemon.Docker(command.Split(' '))).Ok();
        }

        foreach (BadRequest request in Requests)
        {
            ApiResponse answer = await daemon.Api.SendAsync(
                new HttpMethod(request.Method), "/v1.41" + request.Path,
                request.Body is null ? null : new StringContent(request.Body, System.Text.Encoding.UTF8, "application/json"));
            string message = answer.Body.StartsWith("{\"message\"", StringComparison.Ordinal) ? answer.Message : answer.Body;
            string told = $"{(int)answer.Status} {Id().Replace(message, "ID")}";
            if (request.Explained.Length > 0)
            {
                // The words are dockerd's, or the explanation says so; the status is what is explained.
                told = isAotd && !told.StartsWith(request.Explained[..3], StringComparison.Ordinal) ? $"not {request.Explained[..3]}: {told}" : Words(request, message);
            }

            answers.Add($"{request.Method} {request.Path} {request.Body} -> {told}");
        }
    }

    private static string Words(BadRequest request, string message) =>
        request.Explained == BadRequest.As28 ? Id().Replace(message, "ID") : "explained";

    private static BadRequest Create(string body, string explained = "") => new("POST", "/networks/create", body, explained);

    private static BadRequest Connect(string network, string body, string explained = "") => new("POST", $"/networks/{network}/connect", body, explained);

    private static BadRequest Container(string host, string endpoints) => new(
        "POST",
        "/containers/create?name=x1",
        $$$"""{"Image":"{{{TestImage.Plain}}}","HostConfig":{{{host}}},"NetworkingConfig":{"EndpointsConfig":{{{endpoints}}}}}""");

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Id();
}
