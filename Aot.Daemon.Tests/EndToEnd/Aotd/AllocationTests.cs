using System.Net;
using System.Text.Json;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Aot.Daemon.Tests.EndToEnd.Metrics;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Aotd;

/// <summary>The garbage that a start leaves in the daemon is held to its budget (Aot.Benchmarks/budgets.json), as the daemon itself counts it.</summary>
[Trait("Category", "EndToEnd")]
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const string Allocated = "dotnet_gc_allocated_bytes_total";
    private const int WarmUps = 10;
    private const int Starts = 40;

    [Fact]
    public Task A_start_stays_within_its_budget() => DaemonUnderTest.UseAsync(new AotdUnderTest(), async daemon =>
    {
        string address = Scrape.FreeAddress();
        await daemon.StartAsync("--metrics-addr", address);
        (await daemon.Cli.RunAsync(ImageArchive.Docker(TestImage.All[0]), 60, "load", "--quiet")).Ok();
        await StartAsync(daemon, await CreateAsync(daemon, WarmUps));
        string[] prepared = await CreateAsync(daemon, Starts);

        // The second look tells what a look costs.
        double first = (await Scrape.OfAsync(address)).Values[Allocated];
        double second = (await Scrape.OfAsync(address)).Values[Allocated];
        await StartAsync(daemon, prepared);
        double last = (await Scrape.OfAsync(address)).Values[Allocated];

        double each = (last - second - (second - first)) / Starts;
        double budget = Budget("startAllocationBytes");
        output.WriteLine($"{each:F0} bytes of {budget}");
        Assert.True(each <= budget, $"{each:F0} bytes a start, the budget is {budget}");
    });

    private static double Budget(string name) => JsonDocument.Parse(File.ReadAllText(Path.Combine(AotdUnderTest.Repository, "Aot.Benchmarks", "budgets.json")))
        .RootElement.GetProperty(name).GetDouble();

    private static async Task<string[]> CreateAsync(AotdUnderTest daemon, int count)
    {
        string body = $$"""{"Image":"{{TestImage.Plain}}","Entrypoint":["sleep","1000"],"HostConfig":{"NetworkMode":"none"} }""";
        string[] ids = new string[count];
        for (int i = 0; i < count; i++)
        {
            ApiResponse answer = (await daemon.Api.PostAsync("/containers/create", body)).Expect(HttpStatusCode.Created);
            ids[i] = JsonDocument.Parse(answer.Body).RootElement.GetProperty("Id").GetString()!;
        }

        return ids;
    }

    private static async Task StartAsync(AotdUnderTest daemon, string[] ids)
    {
        foreach (string id in ids)
        {
            (await daemon.Api.PostAsync($"/containers/{id}/start")).Expect(HttpStatusCode.NoContent);
        }
    }
}
