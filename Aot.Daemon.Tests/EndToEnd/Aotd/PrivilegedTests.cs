using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Aotd;

/// <summary>--privileged gives what the machine has, also where dockerd 20.10 fails for asking for more.</summary>
[Collection(AotdCollection.Name)]
[Trait("Category", "EndToEnd")]
public sealed class PrivilegedTests(AotdFixture aotd)
{
    [Theory]
    [InlineData("runc")]
    [InlineData("crun")]
    public async Task A_privileged_container_has_the_daemons_capabilities_and_devices(string runtime)
    {
        CliResult result = await aotd.Daemon.Docker(
            "run", "--rm", "--privileged", "--network", "none", "--runtime", runtime, TestImage.Plain,
            "sh", "-c", "grep CapEff /proc/self/status; grep Seccomp: /proc/self/status; ls /dev | wc -l; mkdir /tmp/m && mount -t tmpfs none /tmp/m && echo mounted; [ -w /proc/sys/kernel ] && echo writable");
        string[] lines = result.Ok().Lines;
        string own = File.ReadLines($"/proc/{aotd.Daemon.Pid}/status").First(line => line.StartsWith("CapEff:", StringComparison.Ordinal));
        Assert.Equal(own, lines[0]);
        Assert.Equal("Seccomp:\t0", lines[1]);
        Assert.True(int.Parse(lines[2]) > 20);
        Assert.Equal(["mounted", "writable"], lines[3..]);
    }
}
