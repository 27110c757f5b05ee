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
    private const int WarmUps = 20;
    private const int Batch = 8;

    // Of each half; the later one's lowest point is held against the earlier one's highest, so that the collector's ups and downs are no growth. A leak
    // of 50 kB a container is.
    private const int Batches = 5;
    private const double LeewayMegabytes = 2;

    // The thread pool adds and drops threads as it likes.
    private const int ThreadLeeway = 4;

    [Fact]
    public Task Nothing_stays_of_containers_that_are_gone() => DaemonUnderTest.UseAsync(new AotdUnderTest(), async daemon =>
    {
        await daemon.StartAsync();
        (await daemon.Cli.RunAsync(ImageArchive.Docker(TestImage.All[0]), 60, "load", "--quiet")).Ok();
        await CycleAsync(daemon, WarmUps);
        (int Descriptors, int Files, int Mounts) before = Held(daemon);
        int threadsBefore = Threads(daemon);
        double highest = (await MemoryAsync(daemon)).Max();
        double[] later = await MemoryAsync(daemon);

        // What the last exit's handling holds goes a moment after its container.
        await Poll.UntilAsync(() => Held(daemon) == before, "what is held is what was held", details: () => $"before {before}, now {Held(daemon)}");
        int threads = Threads(daemon);
        output.WriteLine($"held {before}; {threadsBefore} threads, then {threads}; at most {highest:F1} MB of their own, then {later.Min():F1} to {later.Max():F1}");
        Assert.True(later.Min() <= highest + LeewayMegabytes, $"at most {highest:F1} MB, then never below {later.Min():F1} MB");
        Assert.True(threads <= threadsBefore + ThreadLeeway, $"{threadsBefore} threads, then {threads}");
    });

    /// <summary>What the processes have of their own after each of some batches of containers.</summary>
    private static async Task<double[]> MemoryAsync(AotdUnderTest daemon)
    {
        double[] memory = new double[Batches];
        for (int i = 0; i < memory.Length; i++)
        {
            await CycleAsync(daemon, Batch);
            memory[i] = Processes(daemon).Sum(PrivateMemory);
        }

        return memory;
    }

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

    private static int Threads(AotdUnderTest daemon) => Processes(daemon).Sum(pid => Directory.EnumerateFileSystemEntries($"/proc/{pid}/task").Count());

    private static int[] Processes(AotdUnderTest daemon) => [daemon.Pid, .. daemon.Supervisors()];

    /// <summary>Millions of bytes that no other process shares (proc(5), smaps_rollup).</summary>
    private static double PrivateMemory(int pid)
    {
        string line = File.ReadLines($"/proc/{pid}/smaps_rollup").First(text => text.StartsWith("Private_Dirty:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024 / 1e6;
    }
}
