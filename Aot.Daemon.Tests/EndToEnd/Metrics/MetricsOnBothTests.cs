using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Metrics;

/// <summary>Dashboards made for dockerd's metrics work on aotd's.</summary>
[Trait("Category", "EndToEnd")]
public sealed class MetricsOnBothTests
{
    /// <summary>What aotd leaves out on purpose, by the beginning of its name, and why.</summary>
    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["engine_daemon_network_actions_seconds"] = "networks are not measured by themselves",
        ["engine_daemon_host_info_functions_seconds"] = "of dockerd's own functions",
        ["engine_daemon_events_subscribers_total"] = "a reader of events costs nothing",
    };

    [Fact]
    public async Task Names_labels_and_types_are_dockerds()
    {
        Scrape dockerd = await ScrapeAsync(new DockerdUnderTest(), "--experimental");
        Scrape aotd = await ScrapeAsync(new AotdUnderTest());
        string[] missing =
        [
            .. dockerd.Shape().Except(aotd.Shape()).Where(shape => !LeftOut.Keys.Any(name => shape.StartsWith(name, StringComparison.Ordinal))),
        ];
        Assert.True(missing.Length == 0, string.Join('\n', missing));
    }

    [Fact]
    public Task Values_follow_what_happens() => DaemonUnderTest.UseAsync(new AotdUnderTest(), async daemon =>
    {
        string address = Scrape.FreeAddress();
        await daemon.StartAsync("--metrics-addr", address);
        (await daemon.Cli.RunAsync(ImageArchive.Docker(TestImage.All[0]), 60, "load", "--quiet")).Ok();
        (await daemon.Docker("run", "-d", "--name", "box", "--network", "none", TestImage.Plain, "sleep", "1000")).Ok();
        (await daemon.Docker("run", "--rm", "--network", "none", TestImage.Plain, "true")).Ok();
        Assert.Equal(127, (await daemon.Docker("run", "--rm", "--network", "none", TestImage.Plain, "/no/such/program")).ExitCode);
        await File.WriteAllTextAsync(daemon.ConfigFile, """{"debug": 1}""");
        Assert.NotEqual(0, (await daemon.ReloadAsync()).ExitCode);

        Scrape scrape = await Scrape.OfAsync(address);
        Assert.Equal(2, scrape.Values["engine_daemon_container_actions_seconds_count{action=\"start\"}"]);
        Assert.Equal(3, scrape.Values["engine_daemon_container_actions_seconds_count{action=\"create\"}"]);
        Assert.Equal(1, scrape.Values["engine_daemon_container_states_containers{state=\"running\"}"]);
        Assert.Equal(1, scrape.Values["aotd_container_failed_starts_total{reason=\"command_not_found\"}"]);
        Assert.Equal(1, scrape.Values["aotd_config_reloads_total{outcome=\"refused\"}"]);
        Assert.InRange(scrape.Values["process_resident_memory_bytes"], 1e6, 1e9);
        Assert.InRange(scrape.Values["process_proportional_memory_bytes"], 1e6, scrape.Values["process_resident_memory_bytes"]);
        Assert.True(scrape.Values["dotnet_gc_allocated_bytes_total"] > 0);
    });

    private static async Task<Scrape> ScrapeAsync(DaemonUnderTest daemon, params string[] arguments)
    {
        Scrape? scrape = null;
        await DaemonUnderTest.UseAsync(daemon, async it =>
        {
            string address = Scrape.FreeAddress();
            await it.StartAsync(["--metrics-addr", address, .. arguments]);
            (await it.Cli.RunAsync(ImageArchive.Docker(TestImage.All[0]), 60, "load", "--quiet")).Ok();
            (await it.Docker("run", "--rm", "--network", "none", TestImage.Plain, "true")).Ok();
            scrape = await Scrape.OfAsync(address);
        });
        return scrape!;
    }
}
