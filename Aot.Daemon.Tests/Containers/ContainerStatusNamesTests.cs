using Aot.Daemon.Containers;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class ContainerStatusNamesTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(ContainerStatus.Created, "Created")]
    [InlineData(ContainerStatus.Running, "Up 3 minutes")]
    [InlineData(ContainerStatus.Paused, "Up 3 minutes (Paused)")]
    [InlineData(ContainerStatus.Restarting, "Restarting (7) About a minute ago")]
    [InlineData(ContainerStatus.Exited, "Exited (7) About a minute ago")]
    [InlineData(ContainerStatus.Removing, "Removal In Progress")]
    [InlineData(ContainerStatus.Dead, "Dead")]
    internal void A_state_is_described_as_docker_ps_prints_it(ContainerStatus status, string text) => Assert.Equal(
        text,
        ContainerStatusNames.Describe(
            new ContainerState { Status = status, ExitCode = 7, StartedAt = Now.AddMinutes(-3), FinishedAt = Now.AddMinutes(-1) }, Now));

    [Fact]
    public void Every_state_has_its_name() =>
        Assert.All(Enum.GetValues<ContainerStatus>(), status => Assert.Equal(status.ToString().ToLowerInvariant(), status.ApiName()));
}
