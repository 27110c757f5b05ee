using System.Net;
using System.Text.Json;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Aotd;

/// <summary>Containers that come and go leave nothing in the daemon and its supervisor. The long version is a benchmark (docs/benchmarks.md, soak).</summary>
[Trait("Category", "EndToEnd")]
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int WarmUps = 60;
    private const int Cycles = 240;

    // A leak of 12 kB a container is told from the collector's ups and downs.
    private const double LeewayMegabytes = 3;

    // The thread pool adds and drops threads as it likes.
    private const int ThreadLeeway = 4;

    [Fact]
    public Task Nothing_stays_of_containers_that_are_gone() => DaemonUnderTest.UseAsync(new AotdUnderTest(), async daemon =>
    {
        await daemon.StartAsync();
        (await daemon.Cli.RunAsync(ImageArchive.Docker(TestImage.All[0]), 60, "load", "--quiet")).Ok();
        await CycleAsync(daemon, WarmUps);
        (int Descriptors, int Files, int Mounts) before = Held(daemon);
        (double Pss, int Threads) sizeBefore = Size(daemon);
        await CycleAsync(daemon, Cycles);

        // What the last exit's handling holds goes a moment after its container.
        await Poll.UntilAsync(() => Held(daemon) == before, "what is held is what was held", details: () => $"before {before}, now {Held(daemon)}");
        (double Pss, int Threads) size = Size(daemon);
        output.WriteLine($"held {before}; PSS and threads {sizeBefore}, after {Cycles} containers {size}");
        Assert.True(size.Pss <= sizeBefore.Pss + LeewayMegabytes, $"PSS {sizeBefore.Pss:F1} MB, then {size.Pss:F1} MB");
        Assert.True(size.Threads <= sizeBefore.Threads + ThreadLeeway, $"{sizeBefore.Threads} threads, then {size.Threads}");
    });

    private static async Task CycleAsync(AotdUnderTest daemon, int count)
    {
        string body = $$"""{"Image":"{{TestImage.Plain}}","Entrypoint":["true"],"HostConfig":{"NetworkMode":"none"} }""";
        for (int i = 0; i < count; i++)
        {
            ApiResponse answer = (await daemon.Api.PostAsync("/containers/create", body)).Expect(HttpStatusCode.Created);
            string id = JsonDocument.Parse(answer.Body).RootElement.GetProperty("Id").GetString()!;
            (await daemon.Api.PostAsync($"/containers/{id}/start")).Expect(HttpStatusCode.NoContent);
            Assert.Contains("\"StatusCode\":0", (await daemon.Api.PostAsync($"/containers/{id}/wait")).Expect(HttpStatusCode.OK).Body, StringComparison.Ordinal);
            (await daemon.Api.DeleteAsync($"/containers/{id}")).Expect(HttpStatusCode.NoContent);
        }
    }

    /// <summary>Descriptors of daemon and supervisor; files below the daemon's folders; mounts there. Cgroups are the teardown's to find.</summary>
    private static (int Descriptors, int Files, int Mounts) Held(AotdUnderTest daemon) => (
        Processes(daemon).Sum(pid => Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Count()),
        Directory.EnumerateFileSystemEntries(daemon.DataRoot, "*", SearchOption.AllDirectories).Count()
            + Directory.EnumerateFileSystemEntries(daemon.ExecRoot, "*", SearchOption.AllDirectories).Count(),
        File.ReadLines("/proc/self/mountinfo").Count(line => line.Split(' ')[4].StartsWith(daemon.Root + "/", StringComparison.Ordinal)));

    private static (double Pss, int Threads) Size(AotdUnderTest daemon) => (
        Processes(daemon).Sum(Pss), Processes(daemon).Sum(pid => Directory.EnumerateFileSystemEntries($"/proc/{pid}/task").Count()));

    private static int[] Processes(AotdUnderTest daemon) => [daemon.Pid, .. daemon.Supervisors()];

    /// <summary>Millions of bytes (proc(5), smaps_rollup).</summary>
    private static double Pss(int pid)
    {
        string line = File.ReadLines($"/proc/{pid}/smaps_rollup").First(text => text.StartsWith("Pss:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024 / 1e6;
    }
}
