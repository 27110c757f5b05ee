using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class RestartDecisionTests
{
    [Theory]
    [InlineData("", 0, 1, false)]
    [InlineData("no", 0, 1, false)]
    [InlineData("always", 0, 0, true)]
    [InlineData("always", 100, 1, true)]
    [InlineData("unless-stopped", 0, 0, true)]
    [InlineData("on-failure", 0, 0, false)]
    [InlineData("on-failure", 0, 1, true)]
    [InlineData("on-failure", 0, -1, true)]
    [InlineData("on-failure", 1000, 1, true)]
    [InlineData("on-failure:2", 0, 1, true)]
    [InlineData("on-failure:2", 1, 1, true)]
    [InlineData("on-failure:2", 2, 1, false)]
    [InlineData("on-failure:2", 0, 0, false)]
    public void An_end_is_followed_by_a_restart_as_the_policy_says(string policy, int count, int exitCode, bool restarts)
    {
        ContainerState ended = Ended(exitCode) with { RestartCount = count };
        Assert.Equal(restarts, RestartDecision.AfterExit(Policy(policy), ended));
        Assert.False(RestartDecision.AfterExit(Policy(policy), ended with { StoppedByUser = true }));
        Assert.False(RestartDecision.AfterExit(null, ended));
    }

    /// <summary>As dockerd was seen to do it.</summary>
    [Theory]
    [InlineData("no", 1, false, false)]
    [InlineData("always", 0, false, true)]
    [InlineData("always", 137, true, true)]
    [InlineData("unless-stopped", 0, false, true)]
    [InlineData("unless-stopped", 137, true, false)]
    [InlineData("on-failure", 0, false, false)]
    [InlineData("on-failure", 255, false, true)]
    [InlineData("on-failure", 137, true, true)]
    [InlineData("on-failure:3", 255, false, true)]
    public void A_starting_daemon_starts_what_should_run(string policy, int exitCode, bool stoppedByUser, bool starts)
    {
        ContainerState state = Ended(exitCode) with { StoppedByUser = stoppedByUser };
        Assert.Equal(starts, RestartDecision.AtDaemonStart(Policy(policy), state));
    }

    [Fact]
    public void A_container_that_was_never_started_is_not_started_by_a_daemon() =>
        Assert.False(RestartDecision.AtDaemonStart(Policy("always"), new ContainerState()));

    [Fact]
    public void A_restart_that_was_waited_for_is_not_lost_with_the_daemon() =>
        Assert.True(RestartDecision.AtDaemonStart(Policy("on-failure:1"), Ended(1) with { Status = ContainerStatus.Restarting, RestartCount = 1 }));

    [Fact]
    public void The_wait_doubles_up_to_a_minute()
    {
        var delays = new List<double>();
        TimeSpan delay = TimeSpan.Zero;
        for (int i = 0; i < 12; i++)
        {
            delay = RestartDecision.NextDelay(delay, TimeSpan.FromSeconds(9.9));
            delays.Add(delay.TotalSeconds);
        }

        Assert.Equal([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 60, 60], delays);
    }

    [Fact]
    public void A_run_of_ten_seconds_makes_the_waits_begin_anew() =>
        Assert.Equal(TimeSpan.FromMilliseconds(100), RestartDecision.NextDelay(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(10)));

    private static RestartPolicy Policy(string text)
    {
        string[] parts = text.Split(':');
        return new RestartPolicy { Name = parts[0], MaximumRetryCount = parts.Length > 1 ? int.Parse(parts[1]) : 0 };
    }

    private static ContainerState Ended(int exitCode) => new()
    {
        Status = ContainerStatus.Exited,
        ExitCode = exitCode,
        StartedAt = DateTimeOffset.UnixEpoch,
        FinishedAt = DateTimeOffset.UnixEpoch.AddSeconds(1),
    };
}
