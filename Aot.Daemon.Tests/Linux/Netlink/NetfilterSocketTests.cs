using Aot.Daemon.Linux.Netlink;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Linux.Netlink;

public sealed class NetfilterSocketTests
{
    // Netlink has 32 protocols, the last of which nobody has taken.
    private const int NoProtocol = 31;

    [Fact]
    public void A_kernel_without_netfilter_fails_those_who_use_it_and_nobody_else()
    {
        using NetfilterSocket socket = new(NoProtocol);
        DaemonException failure = Assert.Throws<DaemonException>(socket.Open);
        Assert.Equal(ErrorKind.System, failure.Kind);
        Assert.Contains("nf_tables", failure.Message, StringComparison.Ordinal);
        Assert.Throws<DaemonException>(socket.Open);
    }

    [Fact]
    public void It_is_opened_once()
    {
        using NetfilterSocket socket = new();
        Assert.Same(socket.Open(), socket.Open());
    }
}
