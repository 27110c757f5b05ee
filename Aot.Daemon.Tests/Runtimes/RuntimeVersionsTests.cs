using Aot.Daemon.Runtimes;
using Xunit;

namespace Aot.Daemon.Tests.Runtimes;

public sealed class RuntimeVersionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RuntimeVersions _versions = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("runc version 1.1.5+ds1\ncommit: 1.1.5+ds1-1+deb12u1\nspec: 1.0.2-dev\ngo: go1.19.8\n", "1.1.5+ds1", "1.1.5+ds1-1+deb12u1", "1.0.2-dev")]
    [InlineData("crun version 1.8.1\ncommit: f8a0\nrundir: /run/crun\nspec: 1.0.0\n+SYSTEMD\n", "1.8.1", "f8a0", "1.0.0")]
    [InlineData("x version 2", "2", "", "")]
    public void What_a_runtime_says_is_read(string output, string version, string commit, string spec) =>
        Assert.Equal(new RuntimeVersion(version, commit, spec), RuntimeVersion.Parse(output));

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    public void What_is_no_version_is_none(string output) => Assert.Null(RuntimeVersion.Parse(output));

    [Fact]
    public async Task The_installed_runtimes_answer()
    {
        Assert.NotNull(await _versions.AskAsync("/usr/bin/crun", default));
        Assert.NotNull(await _versions.AskAsync("/usr/sbin/runc", default));
    }

    [Fact]
    public async Task A_binary_is_asked_once_until_it_changes()
    {
        string asked = _folder.File("asked");
        string path = Script($"echo x >> {asked}; echo mine version 1");
        Assert.Equal("1", (await _versions.AskAsync(path, default))!.Version);
        Assert.Equal("1", (await _versions.AskAsync(path, default))!.Version);
        Assert.Equal("x\n", File.ReadAllText(asked));

        File.Delete(path);
        Script("echo mine version 22");
        Assert.Equal("22", (await _versions.AskAsync(path, default))!.Version);
    }

    [Fact]
    public async Task A_binary_that_is_not_there_or_does_not_work_has_none()
    {
        Assert.Null(await _versions.AskAsync("/nope", default));
        Assert.Null(await _versions.AskAsync(_folder.Write("plain", "x"), default));
        Assert.Null(await _versions.AskAsync(Script("exit 3"), default));
    }

    private string Script(string body)
    {
        string path = _folder.Write("runtime", "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
