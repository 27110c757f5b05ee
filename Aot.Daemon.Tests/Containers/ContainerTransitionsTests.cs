using Aot.Daemon.Containers;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class ContainerTransitionsTests
{
    private static readonly string Id = new('a', 64);

    /// <summary>Every cell: a state's first letter for where a move leads (w waits to be restarted, g is going: removing), or a refusal's status.</summary>
    private static readonly string[] Cells =
    [
        //               created running paused restarting removing exited dead
        "Start           r       304     409    304        409      r      409",
        "RestartByPolicy 409     409     409    r          409      409    409",
        "Stop            304     e       e      e          304      304    304",
        "Kill            409     e       e      e          409      409    409",
        "Pause           409     p       409    409        409      409    409",
        "Unpause         500     500     r      500        500      500    500",
        "Rename          c       r       p      w          409      e      409",
        "Update          c       r       p      w          409      e      409",
        "Exec            409     r       409    409        409      409    409",
        "Attach          c       r       409    409        g        e      d",
        "Resize          409     r       p      409        409      409    409",
        "Top             409     r       p      409        409      409    409",
        "Remove          g       409     409    409        409      g      g",
        "ForceRemove     g       g       g      g          409      g      g",
        "Exit            409     e       e      409        409      409    409",
        "ExitToRestart   409     w       w      409        409      409    409",
        "FoundDue        409     409     409    w          409      w      409",
        "GiveUp          409     409     409    e          409      409    409",
        "FoundRunning    r       r       r      r          409      r      409",
        "FoundPaused     p       p       p      p          409      p      409",
        "RemovalFailed   409     409     409    409        d        409    409",
    ];

    [Fact]
    public void Every_cell_is_as_written_here()
    {
        var found = new List<string>();
        foreach (ContainerMove move in Enum.GetValues<ContainerMove>())
        {
            found.Add(string.Join(' ', [move.ToString(), .. Enum.GetValues<ContainerStatus>().Select(status => Code(ContainerTransitions.Of(status, move)))]));
        }

        Assert.Equal(Cells.Select(row => string.Join(' ', row.Split(' ', StringSplitOptions.RemoveEmptyEntries))), found);
    }

    [Theory]
    [InlineData(ContainerStatus.Running, ContainerMove.Start, "container already started")]
    [InlineData(ContainerStatus.Restarting, ContainerMove.Start, "container already started")]
    [InlineData(ContainerStatus.Paused, ContainerMove.Start, "cannot start a paused container, try unpause instead")]
    [InlineData(ContainerStatus.Dead, ContainerMove.Start, "container is marked for removal and cannot be started")]
    [InlineData(ContainerStatus.Exited, ContainerMove.Stop, "container is already stopped")]
    [InlineData(ContainerStatus.Exited, ContainerMove.Kill, "Cannot kill container: web: Container ID is not running")]
    [InlineData(ContainerStatus.Created, ContainerMove.Pause, "Container ID is not running")]
    [InlineData(ContainerStatus.Paused, ContainerMove.Pause, "Container ID is already paused")]
    [InlineData(ContainerStatus.Restarting, ContainerMove.Pause, "Container ID is restarting, wait until the container is running")]
    [InlineData(ContainerStatus.Running, ContainerMove.Unpause, "Container ID is not paused")]
    [InlineData(ContainerStatus.Paused, ContainerMove.Exec, "Container web is paused, unpause the container before exec")]
    [InlineData(ContainerStatus.Restarting, ContainerMove.Exec, "Container ID is restarting, wait until the container is running")]
    [InlineData(ContainerStatus.Paused, ContainerMove.Attach, "container web is paused, unpause the container before attach")]
    [InlineData(ContainerStatus.Restarting, ContainerMove.Attach, "container web is restarting, wait until the container is running")]
    [InlineData(ContainerStatus.Removing, ContainerMove.Remove, "removal of container ID is already in progress")]
    [InlineData(
        ContainerStatus.Running, ContainerMove.Remove, "You cannot remove a running container ID. Stop the container before attempting removal or force remove")]
    [InlineData(
        ContainerStatus.Restarting,
        ContainerMove.Remove,
        "You cannot remove a restarting container ID. Stop the container before attempting removal or force remove")]
    [InlineData(
        ContainerStatus.Paused,
        ContainerMove.Remove,
        "You cannot remove a paused container ID. Unpause and then stop the container before attempting removal or force remove")]
    internal void A_refusal_has_dockerds_words(ContainerStatus status, ContainerMove move, string words)
    {
        DaemonException refusal = Assert.Throws<DaemonException>(
            () => ContainerTransitions.Require(TestRecords.Create(Id, "web", status), move, "web"));
        Assert.Equal(words.Replace("ID", Id, StringComparison.Ordinal), refusal.Message);
    }

    private static string Code(Transition transition) => (transition.Refusal, transition.Next) switch
    {
        (ErrorKind.NotModified, _) => "304",
        (ErrorKind.Conflict, _) => "409",
        (ErrorKind.System, _) => "500",
        (null, ContainerStatus.Created) => "c",
        (null, ContainerStatus.Running) => "r",
        (null, ContainerStatus.Paused) => "p",
        (null, ContainerStatus.Restarting) => "w",
        (null, ContainerStatus.Removing) => "g",
        (null, ContainerStatus.Exited) => "e",
        (null, ContainerStatus.Dead) => "d",
        _ => transition.ToString(),
    };
}
