using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine.Oci;
using Xunit;

namespace Aot.Daemon.Tests.Engine.Oci;

public sealed class ShareableShmTests : IDisposable
{
    private readonly SpecFixture _fixture = new();

    public void Dispose()
    {
        ShareableShm.Detach(_fixture.Files);
        _fixture.Dispose();
    }

    [Fact]
    public void What_one_container_puts_there_another_sees()
    {
        string path = ShareableShm.Mount(_fixture.Files, 1 << 20);
        SpecInput input = _fixture.Input(new HostConfig { NetworkMode = "none", IpcMode = "shareable" }, null, "sh", "-c", "echo hello > /dev/shm/x; cat /proc/mounts") with
        {
            ShmPath = path,
        };

        (string output, string error, int exitCode) = RuntimeRun.Run("runc", _fixture, input);

        Assert.True(exitCode == 0, error);
        Assert.Contains("shm /dev/shm tmpfs rw,nosuid,nodev,noexec,relatime,size=1024k", output, StringComparison.Ordinal);
        Assert.Equal("hello\n", File.ReadAllText(Path.Combine(path, "x")));
    }

    [Fact]
    public void A_new_one_is_empty_and_one_is_enough_to_detach()
    {
        string path = ShareableShm.Mount(_fixture.Files, 1 << 20);
        File.WriteAllText(Path.Combine(path, "old"), "");
        Assert.Equal(path, ShareableShm.Mount(_fixture.Files, 1 << 20));

        Assert.Empty(Directory.GetFiles(path));
        ShareableShm.Detach(_fixture.Files);
        ShareableShm.Detach(_fixture.Files);
        Assert.DoesNotContain(path, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
    }
}
