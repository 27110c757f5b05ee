using Aot.Daemon.Config;
using Xunit;

namespace Aot.Daemon.Tests.Config;

public sealed class ReloadConcurrencyTests
{
    [Fact]
    public async Task Readers_see_whole_generations_only_and_in_order()
    {
        using ReloadBench bench = new(Generation(0));
        using CancellationTokenSource done = new();
        Task<int>[] readers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() => Read(bench.Store, done.Token)))];

        for (int generation = 1; generation <= 300; generation++)
        {
            // Every third one is refused, at its last step but one.
            string file = generation % 3 == 0 ? Generation(generation).Replace("https://", "", StringComparison.Ordinal) : Generation(generation);
            ReloadReport report = await bench.ReloadAsync(file);
            Assert.Equal(generation % 3 == 0, report.Failure is not null);
        }

        await done.CancelAsync();
        Assert.All(await Task.WhenAll(readers), count => Assert.True(count > 0));
        Assert.Equal(201, bench.Store.Current.Version);
    }

    [Fact]
    public async Task Writers_take_turns()
    {
        using ReloadBench bench = new();
        File.WriteAllText(bench.ConfigFile, Generation(5));
        int inside = 0, most = 0;
        Func<DaemonConfig, long, DaemonSnapshot> build = bench.Build;
        bench.Build = (config, version) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            Thread.Yield();
            DaemonSnapshot next = build(config, version);
            Interlocked.Decrement(ref inside);
            return next;
        };

        ReloadReport[] reports = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(bench.ReloadAsync)));

        Assert.Equal(1, most);
        Assert.Equal(Enumerable.Range(2, 40).Select(version => (long)version), reports.Select(report => report.Version).Order());
        Assert.Single(reports, report => report.Of(KeyOutcome.Applied).Any());
    }

    private static int Read(SnapshotStore store, CancellationToken done)
    {
        int count = 0;
        long last = 0;
        do
        {
            DaemonSnapshot snapshot = store.Current;
            string generation = snapshot.Config.Labels[0]["gen=".Length..];
            Assert.Equal(int.Parse(generation), snapshot.Config.MaxConcurrentDownloads - 1);
            Assert.Equal($"https://m{generation}/", snapshot.Registries.Mirrors[0]);
            Assert.Equal($"x{generation}", snapshot.Runtimes.DefaultName);
            Assert.Contains(snapshot.Runtimes.All, runtime => runtime.Name == snapshot.Runtimes.DefaultName);
            Assert.True(snapshot.Version >= last);
            last = snapshot.Version;
            count++;
        }
        while (!done.IsCancellationRequested);
        return count;
    }

    private static string Generation(int number) => $$$"""
        {"labels": ["gen={{{number}}}"], "max-concurrent-downloads": {{{number + 1}}}, "registry-mirrors": ["https://m{{{number}}}"],
         "runtimes": {"x{{{number}}}": {"path": "/bin/true", "runtimeArgs": ["{{{number % 7}}}"]}}, "default-runtime": "x{{{number}}}"}
        """;
}
