using Aot.Daemon.Containers;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class ContainerTransitionsTests
{
    private static readonly string Id = new('a', 64);

    [Theory]
    [InlineData(ContainerStatus.Created, null)]
    [InlineData(ContainerStatus.Exited, null)]
    [InlineData(ContainerStatus.Running, ErrorKind.NotModified)]
    [InlineData(ContainerStatus.Restarting, ErrorKind.NotModified)]
    [InlineData(ContainerStatus.Paused, ErrorKind.Conflict)]
    [InlineData(ContainerStatus.Removing, ErrorKind.Conflict)]
    [InlineData(ContainerStatus.Dead, ErrorKind.Conflict)]
    internal void Start_is_allowed_by_state(ContainerStatus status, ErrorKind? refusal) =>
        Assert.Equal(refusal, Refusal(() => ContainerTransitions.RequireStartable(TestRecords.Create(Id, "c1", status))));

    [Theory]
    [InlineData(ContainerStatus.Created, false, null)]
    [InlineData(ContainerStatus.Exited, false, null)]
    [InlineData(ContainerStatus.Dead, false, null)]
    [InlineData(ContainerStatus.Running, false, ErrorKind.Conflict)]
    [InlineData(ContainerStatus.Restarting, false, ErrorKind.Conflict)]
    [InlineData(ContainerStatus.Paused, false, ErrorKind.Conflict)]
    [InlineData(ContainerStatus.Running, true, null)]
    [InlineData(ContainerStatus.Paused, true, null)]
    [InlineData(ContainerStatus.Removing, false, ErrorKind.Conflict)]
    [InlineData(ContainerStatus.Removing, true, ErrorKind.Conflict)]
    internal void Removal_is_allowed_by_state_and_force(ContainerStatus status, bool force, ErrorKind? refusal) =>
        Assert.Equal(refusal, Refusal(() => ContainerTransitions.RequireRemovable(TestRecords.Create(Id, "c1", status), force)));

    private static ErrorKind? Refusal(Action check) => (Record.Exception(check) as DaemonException)?.Kind;
}
