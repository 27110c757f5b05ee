using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Aotd;

/// <summary>A profile's filter is compiled at its first start and given to the runtime in later ones: all must be filtered alike.</summary>
[Collection(AotdCollection.Name)]
[Trait("Category", "EndToEnd")]
public sealed class SeccompTests(AotdFixture aotd)
{
    private const string Probe = "grep -E 'Seccomp(_filters)?:' /proc/self/status; unshare -U true 2>&1; unshare -n true 2>&1; echo $?";

    [Theory]
    [InlineData("runc")]
    [InlineData("crun")]
    public async Task Every_start_is_filtered_as_the_first_is(string runtime)
    {
        // A capability of its own makes the profile one that no other test has used: SYS_NICE adds calls to it.
        string[] run = ["run", "--rm", "--network", "none", "--runtime", runtime, "--cap-add", "SYS_NICE", TestImage.Plain, "sh", "-c", Probe];
        string[] first = (await aotd.Daemon.Docker(run)).Ok().Lines;
        Assert.Contains("Seccomp:\t2", first);
        Assert.Contains(first, line => line.Contains("Operation not permitted", StringComparison.Ordinal));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(first, (await aotd.Daemon.Docker(run)).Ok().Lines);
        }

        string[] unconfined = (await aotd.Daemon.Docker([.. run[..6], "--security-opt", "seccomp=unconfined", TestImage.Plain, "sh", "-c", Probe])).Ok().Lines;
        Assert.Contains("Seccomp:\t0", unconfined);
    }
}
