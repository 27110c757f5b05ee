using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Primitives;

public sealed class GoTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "2026-01-02T03:04:05Z")]
    [InlineData(5_000_000, "2026-01-02T03:04:05.5Z")]
    [InlineData(1, "2026-01-02T03:04:05.0000001Z")]
    [InlineData(1_234_500, "2026-01-02T03:04:05.12345Z")]
    public void A_time_is_written_without_trailing_zeros(long ticks, string expected) =>
        Assert.Equal(expected, GoTime.Format(Now.AddTicks(ticks)));

    [Fact]
    public void No_time_is_written_as_the_year_one() => Assert.Equal("0001-01-01T00:00:00Z", GoTime.Format(default));

    [Fact]
    public void A_time_in_another_zone_is_written_in_utc() =>
        Assert.Equal("2026-01-02T03:04:05Z", GoTime.Format(Now.ToOffset(TimeSpan.FromHours(2))));

    [Theory]
    [InlineData("1700000000", "2023-11-14T22:13:20Z")]
    [InlineData("1700000000.5", "2023-11-14T22:13:20.5Z")]
    [InlineData("1700000000.000000001", "2023-11-14T22:13:20Z")]
    [InlineData("1700000000.123456789", "2023-11-14T22:13:20.1234567Z")]
    [InlineData("0", "1970-01-01T00:00:00Z")]
    [InlineData("10m", "2026-01-02T02:54:05Z")]
    [InlineData("1h30m", "2026-01-02T01:34:05Z")]
    [InlineData("1.5s", "2026-01-02T03:04:03.5Z")]
    [InlineData("-1m", "2026-01-02T03:05:05Z")]
    [InlineData("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.1234567Z")]
    [InlineData("2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05Z")]
    [InlineData("2026-01-02T03:04", "2026-01-02T03:04:00Z")]
    [InlineData("2026-01-02", "2026-01-02T00:00:00Z")]
    public void Every_form_that_clients_send_is_read(string text, string expected)
    {
        Assert.True(GoTime.TryParse(text, Now, out DateTimeOffset time));
        Assert.Equal(expected, GoTime.Format(time));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("10x")]
    [InlineData("1700000000.0000000001")]
    [InlineData("1700000000.-1")]
    [InlineData("99999999999999999999")]
    [InlineData("9999999999999")]
    [InlineData("99999999999999999999h")]
    [InlineData("2026-13-01")]
    [InlineData("1h m")]
    public void Anything_else_is_refused(string? text) =>
        Assert.False(GoTime.TryParse(text, Now, out _));

    [Fact]
    public void Nanoseconds_since_1970() => Assert.Equal(1_500_000_100, GoTime.ToUnixNanoseconds(DateTimeOffset.UnixEpoch.AddTicks(15_000_001)));
}
