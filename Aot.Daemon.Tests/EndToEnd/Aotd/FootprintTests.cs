using System.Net;
using System.Text.Json;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Aotd;

/// <summary>Memory is held to the budgets (Aot.Benchmarks/budgets.json); times are not: a busy machine would decide them.</summary>
[Trait("Category", "EndToEnd")]
public sealed class FootprintTests(ITestOutputHelper output)
{
    [Fact]
    public Task Memory_stays_within_its_budgets() => DaemonUnderTest.UseAsync(new AotdUnderTest(), async daemon =>
    {
        await daemon.StartAsync();
        (await daemon.Cli.RunAsync(ImageArchive.Docker(TestImage.All[0]), 60, "load", "--quiet")).Ok();
        (await daemon.Docker("run", "--rm", "--network", "none", TestImage.Plain, "true")).Ok();
        await AssertPssAsync(daemon, "idlePssMegabytes");

        (await daemon.Docker("run", "-d", "--name", "box", "--network", "none", TestImage.Plain, "sleep", "1000")).Ok();
        string[] paths = ["/_ping", "/containers/json?all=1", "/info", "/containers/box/json"];
        for (int i = 0; i < 10_000; i++)
        {
            (await daemon.Api.GetAsync(paths[i % paths.Length])).Expect(HttpStatusCode.OK);
        }
        await AssertPssAsync(daemon, "pssAfterRequestsMegabytes");
    });

    private async Task AssertPssAsync(AotdUnderTest daemon, string budgetName)
    {
        string file = Path.Combine(AotdUnderTest.Repository, "Aot.Benchmarks", "budgets.json");
        double budget = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement.GetProperty(budgetName).GetDouble();
        double megabytes = Pss(daemon.Pid) + daemon.Supervisors().Sum(Pss);
        output.WriteLine($"{budgetName}: {megabytes:F1} of {budget}");
        Assert.True(megabytes <= budget, $"{budgetName}: {megabytes:F1} MB, the budget is {budget}");
    }

    /// <summary>Millions of bytes (proc(5), smaps_rollup).</summary>
    private static double Pss(int pid)
    {
        string line = File.ReadLines($"/proc/{pid}/smaps_rollup").First(text => text.StartsWith("Pss:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024 / 1e6;
    }
}
