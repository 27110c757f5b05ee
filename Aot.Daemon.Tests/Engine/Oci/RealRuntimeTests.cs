using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine.Oci;
using Xunit;

namespace Aot.Daemon.Tests.Engine.Oci;

/// <summary>Specs as real runtimes understand them.</summary>
public sealed class RealRuntimeTests : IDisposable
{
    private readonly SpecFixture _fixture = new();

    public static TheoryData<string> Runtimes => ["runc", "crun"];

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [MemberData(nameof(Runtimes))]
    public void The_default_container_runs_confined(string runtime)
    {
        string status = Sh(runtime, new HostConfig { NetworkMode = "none" }, null, "cat /proc/self/status; cat /proc/self/mounts; hostname; cat /etc/hosts");

        Assert.Contains("CapEff:\t00000000a80425fb", status, StringComparison.Ordinal);
        Assert.Contains("CapBnd:\t00000000a80425fb", status, StringComparison.Ordinal);
        Assert.Contains("CapInh:\t0000000000000000", status, StringComparison.Ordinal);
        Assert.Contains("Seccomp:\t2", status, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t0", status, StringComparison.Ordinal);
        Assert.Contains("sysfs /sys sysfs ro,", status, StringComparison.Ordinal);
        Assert.Contains("shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=65536k", status, StringComparison.Ordinal);
        Assert.Contains(" /proc/sys proc ro,", status, StringComparison.Ordinal);
        Assert.Contains("\nbox\n127.0.0.1 localhost\n", status, StringComparison.Ordinal);
    }

    private string Sh(string runtime, HostConfig hostConfig, ContainerConfig? config, string script)
    {
        SpecInput input = _fixture.Input(hostConfig, config, "sh", "-c", script);
        (string output, string error, int exitCode) = RuntimeRun.Run(runtime, _fixture, input);
        Assert.True(exitCode == 0, $"{runtime} ended with {exitCode}: {error} {output}");
        return output;
    }
}
