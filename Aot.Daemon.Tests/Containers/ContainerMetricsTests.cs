using System.Text;
using Aot.Daemon.Containers;
using Aot.Daemon.Metrics;
using Aot.Daemon.Primitives;
using Aot.Daemon.Tests.Engine;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class ContainerMetricsTests : IAsyncLifetime
{
    private ContainerBench _bench = null!;
    private MetricsCollector _collector = null!;

    public async Task InitializeAsync()
    {
        _bench = await ContainerBench.CreateAsync();
        _collector = new MetricsCollector(_bench.Meter);
    }

    public async Task DisposeAsync()
    {
        _collector.Dispose();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Actions_that_succeeded_are_counted_and_timed()
    {
        ContainerEntry entry = await _bench.RunToEndAsync();
        _bench.Create();
        await _bench.Do.Remove.RunAsync(entry, force: false, CancellationToken.None);
        Told(
            "engine_daemon_container_actions_seconds_count{action=\"create\"} 2",
            "engine_daemon_container_actions_seconds_count{action=\"start\"} 1",
            "engine_daemon_container_actions_seconds_count{action=\"delete\"} 1",
            "engine_daemon_container_actions_seconds_bucket{action=\"start\",le=\"0.005\"} ",
            "engine_daemon_container_actions_seconds_bucket{action=\"start\",le=\"+Inf\"} 1");
    }

    [Fact]
    public async Task A_start_that_failed_is_counted_by_its_reason_and_not_timed()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => _bench.RunAsync(command: "no-such-command"));
        Told("aotd_container_failed_starts_total{reason=\"command_not_found\"} 1");
        Assert.DoesNotContain("action=\"start\"", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_was_refused_did_not_fail()
    {
        ContainerEntry entry = await _bench.RunAsync();
        await Assert.ThrowsAsync<DaemonException>(() => _bench.StartAsync(entry));
        Assert.DoesNotContain("failed_starts", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Containers_are_counted_by_what_they_do()
    {
        _bench.Create();
        await _bench.RunAsync();
        await _bench.RunAsync();
        Told(
            "engine_daemon_container_states_containers{state=\"running\"} 2",
            "engine_daemon_container_states_containers{state=\"paused\"} 0",
            "engine_daemon_container_states_containers{state=\"stopped\"} 1");
    }

    private void Told(params string[] lines)
    {
        string text = Text();
        Assert.All(lines, line => Assert.Contains(line, text, StringComparison.Ordinal));
    }

    private string Text()
    {
        using var buffer = new PooledBuffer();
        _collector.Write(buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
