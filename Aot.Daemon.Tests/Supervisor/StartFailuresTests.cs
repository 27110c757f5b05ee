using Aot.Daemon.Supervisor;
using Aot.Daemon.Supervisor.Contracts;
using Xunit;

namespace Aot.Daemon.Tests.Supervisor;

public sealed class StartFailuresTests
{
    [Theory]
    [InlineData("runc run failed: unable to start container process: exec: \"x\": executable file not found in $PATH", StartFailureKind.CommandNotFound)]
    [InlineData("runc run failed: unable to start container process: exec: \"/x\": stat /x: no such file or directory", StartFailureKind.CommandNotFound)]
    [InlineData("executable file `x` not found in $PATH: No such file or directory", StartFailureKind.CommandNotFound)]
    [InlineData("runc run failed: unable to start container process: exec: \"/bin\": permission denied", StartFailureKind.NotExecutable)]
    [InlineData("runc run failed: unable to start container process: exec: \"/bin\": is a directory", StartFailureKind.NotExecutable)]
    [InlineData("open executable: Permission denied", StartFailureKind.NotExecutable)]
    [InlineData("open executable: Operation not permitted", StartFailureKind.NotExecutable)]
    [InlineData("mount `/a` to `b`: Not a directory", StartFailureKind.MountTypeMismatch)]
    [InlineData("error mounting \"/a\" to rootfs at \"/b\": mount /a:/b: not a directory", StartFailureKind.MountTypeMismatch)]
    [InlineData("cgroups: out of luck", StartFailureKind.Other)]
    internal void A_runtimes_words_say_what_failed(string words, StartFailureKind expected)
    {
        SupervisorFailure failure = StartFailures.Of(new RuntimeResult(false, words, IsOwnWords: true), exec: false);
        Assert.Equal(expected, failure.StartFailure);
        Assert.StartsWith("failed to create task for container: failed to create shim task: OCI runtime create failed: ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("executable file `x` not found in $PATH: No such file or directory", "executable file not found")]
    [InlineData("open executable: Permission denied", "permission denied")]
    [InlineData("mount `/a` to `b`: Not a directory", "Are you trying to mount a directory onto a file")]
    public void The_message_has_the_words_by_which_the_docker_CLI_finds_its_exit_code(string words, string part)
    {
        SupervisorFailure failure = StartFailures.Of(new RuntimeResult(false, words, IsOwnWords: true), exec: false);
        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_runtime_is_no_missing_command()
    {
        SupervisorFailure failure = StartFailures.Of(
            new RuntimeResult(false, "the OCI runtime /x does not exist", IsOwnWords: false), exec: true);
        Assert.Equal(StartFailureKind.Other, failure.StartFailure);
        Assert.Equal("OCI runtime exec failed: the OCI runtime /x does not exist: unknown", failure.Message);
    }
}
