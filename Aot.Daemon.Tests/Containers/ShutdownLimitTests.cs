using Aot.Daemon.Containers;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class ShutdownLimitTests
{
    [Theory]
    [InlineData(15, new int[0], 15)]
    [InlineData(15, new[] { 10, 3 }, 15)]
    [InlineData(15, new[] { 30, 3 }, 35)]
    [InlineData(0, new[] { 0 }, 5)]
    [InlineData(15, new[] { 10, -1 }, -1)]
    [InlineData(-1, new[] { 10 }, -1)]
    [InlineData(15, new[] { int.MaxValue }, int.MaxValue / 1000)]
    public void The_configured_limit_is_the_least(int configured, int[] timeouts, int seconds) =>
        Assert.Equal(seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds), ShutdownLimit.Of(configured, timeouts));
}
