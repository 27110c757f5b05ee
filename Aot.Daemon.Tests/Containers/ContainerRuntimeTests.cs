using System.Collections.Immutable;
using Aot.Daemon.Config;
using Aot.Daemon.Containers;
using Aot.Daemon.Primitives;
using Aot.Daemon.Runtimes;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

/// <summary>A container takes its runtime from the snapshot that its start has captured, and keeps it until the next start.</summary>
public sealed class ContainerRuntimeTests : IAsyncLifetime
{
    private ContainerBench _bench = null!;

    public async Task InitializeAsync() => _bench = await ContainerBench.CreateAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task A_start_ties_the_container_to_its_script_whatever_is_configured_later()
    {
        Configure("--first");
        ContainerEntry entry = await _bench.RunAsync(host: host => host with { Runtime = "mine" });
        string first = entry.State.RuntimePath!;
        Assert.Contains("--first", File.ReadAllText(first), StringComparison.Ordinal);

        Configure("--second");
        Assert.Equal(first, entry.State.RuntimePath);
        Assert.True(File.Exists(first));

        await _bench.Do.Stop.RunAsync(entry, null, null, CancellationToken.None);
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        await _bench.StartAsync(entry);
        Assert.Contains("--second", File.ReadAllText(entry.State.RuntimePath!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_with_a_snapshot_from_before_a_reload_finds_its_script()
    {
        Configure("--first");
        ContainerEntry entry = _bench.Create(host: host => host with { Runtime = "mine" });
        DaemonSnapshot captured = _bench.Configuration;
        Configure();

        await _bench.Do.Start.RunAsync(entry, captured, CancellationToken.None);

        Assert.Contains("--first", File.ReadAllText(entry.State.RuntimePath!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_whose_runtime_is_gone_is_managed_while_it_runs_and_refused_at_its_next_start()
    {
        Configure("--first");
        ContainerEntry entry = await _bench.RunAsync(host: host => host with { Runtime = "mine" });
        _bench.Configuration = Snapshot([]);
        await _bench.RestartDaemonAsync();
        entry = _bench.Directory.Find(entry.Id);
        Assert.Equal(ContainerStatus.Running, entry.State.Status);

        await _bench.Do.Stop.RunAsync(entry, null, null, CancellationToken.None);
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        DaemonException refused = await Assert.ThrowsAsync<DaemonException>(() => _bench.StartAsync(entry));

        Assert.Equal((ErrorKind.Invalid, "unknown or invalid runtime name: mine"), (refused.Kind, refused.Message));
        Assert.False(_bench.IsMounted(entry));
    }

    [Fact]
    public void A_create_checks_the_runtime()
    {
        foreach ((string name, ErrorKind kind) in new[] { ("nope", ErrorKind.Invalid), ("/usr/bin/crun", ErrorKind.Invalid), ("io.containerd.runsc.v1", ErrorKind.NotImplemented) })
        {
            Assert.Equal(kind, Assert.Throws<DaemonException>(() => _bench.Create(host: host => host with { Runtime = name })).Kind);
        }

        Assert.Empty(_bench.Directory.All());
    }

    private void Configure(params string[] arguments) => _bench.Configuration = Snapshot(arguments);

    private DaemonSnapshot Snapshot(string[] arguments) => TestSnapshots.Of(new DaemonConfig
    {
        DataRoot = _bench.Images.Root,
        Runtimes = arguments.Length == 0
            ? ImmutableSortedDictionary.Create<string, RuntimeConfig>(StringComparer.Ordinal)
            : ImmutableSortedDictionary.Create<string, RuntimeConfig>(StringComparer.Ordinal)
                .Add("mine", new RuntimeConfig { Path = "/usr/bin/crun", Arguments = [.. arguments] }),
    });
}
