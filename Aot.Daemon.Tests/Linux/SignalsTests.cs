using Aot.Daemon.Linux;
using Xunit;

namespace Aot.Daemon.Tests.Linux;

public sealed class SignalsTests
{
    [Theory]
    [InlineData("9", 9)]
    [InlineData("KILL", 9)]
    [InlineData("SIGKILL", 9)]
    [InlineData("sigterm", 15)]
    [InlineData("64", 64)]
    [InlineData("RTMIN", 34)]
    [InlineData("SIGRTMIN+3", 37)]
    [InlineData("rtmin+15", 49)]
    [InlineData("RTMAX-1", 63)]
    [InlineData("RTMAX-14", 50)]
    [InlineData("+9", 9)]
    [InlineData("09", 9)]
    [InlineData("sigcld", 17)]
    [InlineData("POLL", 29)]
    public void A_signal_is_read_by_number_and_name(string text, int number)
    {
        Assert.True(Signals.TryParse(text, out int parsed));
        Assert.Equal(number, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("-9")]
    [InlineData("SIGFOO")]
    [InlineData("RTMIN-1")]
    [InlineData("RTMIN+0")]
    [InlineData("RTMIN+16")]
    [InlineData("RTMAX-15")]
    [InlineData("RTMIN+")]
    [InlineData("SIGSIGKILL")]
    [InlineData("32")]
    [InlineData("33")]
    [InlineData(" 9")]
    [InlineData("9 ")]
    [InlineData("RTMAX-99999999999")]
    public void Anything_else_is_refused(string? text) => Assert.False(Signals.TryParse(text, out _));
}
