using Aot.Daemon.Linux;
using Xunit;

namespace Aot.Daemon.Tests.Linux;

public sealed class SysctlTests
{
    [Fact]
    public void A_value_written_in_a_new_namespace_is_that_namespaces_only()
    {
        const string Name = "net/ipv4/conf/default/route_localnet";
        string? here = Sysctl.Read(Name);

        string? there = NetworkNamespace.RunInNew(() =>
        {
            Assert.True(Sysctl.TryWriteInNewNamespace(Name, "1"u8));
            return Sysctl.Read(Name);
        });

        Assert.Equal("1", there);
        Assert.Equal(here, Sysctl.Read(Name));
    }

    [Fact]
    public void A_name_that_the_kernel_does_not_have_is_not_written_in_a_new_namespace() =>
        Assert.False(NetworkNamespace.RunInNew(() => Sysctl.TryWriteInNewNamespace("net/ipv4/conf/default/no_such_name", "1"u8)));
}
