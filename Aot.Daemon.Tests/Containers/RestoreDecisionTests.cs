using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class RestoreDecisionTests
{
    /// <summary>Every state that can be on disk, with and without the intent to start, against every task that can be found.</summary>
    private static readonly string[] Actions =
    [
        //                     none            unstarted       running ended
        "created               Keep            Keep            Keep    Keep",
        "created, starting     RecordCutStart  RecordCutStart  Adopt   Adopt",
        "running               RecordLoss      RecordLoss      Adopt   Adopt",
        "paused                RecordLoss      RecordLoss      Adopt   Adopt",
        "restarting            Keep            Keep            Keep    Keep",
        "restarting, starting  RecordCutStart  RecordCutStart  Adopt   Adopt",
        "exited                Keep            Keep            Keep    Keep",
        "exited, starting      RecordCutStart  RecordCutStart  Adopt   Adopt",
    ];

    /// <summary>What becomes of those that do not run: by their state once it is true, by --rm or the policy, and by who stopped them.</summary>
    private static readonly string[] FollowUps =
    [
        //                         plain  --rm    no    on-failure on-failure:1 always unless-stopped
        "never started             None   Remove  None  None       None         None   None",
        "exited 0                  None   Remove  None  None       None         Start  Start",
        "exited 1                  None   Remove  None  Start      Start        Start  Start",
        "exited 1, restarted once  None   Remove  None  Start      None         Start  Start",
        "exited 255, lost          None   Remove  None  Start      Start        Start  Start",
        "exited 137, by the user   None   Remove  None  Start      Start        Start  None",
        "restarting                Start  Start   Start Start      Start        Start  Start",
    ];

    [Fact]
    public void Every_recorded_state_meets_every_task()
    {
        foreach (string row in Actions)
        {
            string[] words = row.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            ContainerState state = State(words[0]);
            IEnumerable<string> found = Enum.GetValues<FoundTask>().Select(task => RestoreDecision.Of(state, task).ToString());
            Assert.Equal(string.Join(' ', row[22..].Split(' ', StringSplitOptions.RemoveEmptyEntries)), string.Join(' ', found));
        }
    }

    [Fact]
    public void Every_container_that_does_not_run_meets_every_policy()
    {
        (bool AutoRemove, RestartPolicy? Policy)[] columns =
        [
            (false, null),
            (true, new RestartPolicy { Name = "no" }),
            (false, new RestartPolicy { Name = "no" }),
            (false, new RestartPolicy { Name = "on-failure" }),
            (false, new RestartPolicy { Name = "on-failure", MaximumRetryCount = 1 }),
            (false, new RestartPolicy { Name = "always" }),
            (false, new RestartPolicy { Name = "unless-stopped" }),
        ];
        foreach (string row in FollowUps)
        {
            ContainerState state = State(row[..26].Trim());
            IEnumerable<string> found = columns.Select(column => RestoreDecision.Then(state, column.AutoRemove, column.Policy).ToString());
            Assert.Equal(string.Join(' ', row[26..].Split(' ', StringSplitOptions.RemoveEmptyEntries)), string.Join(' ', found));
        }
    }

    private static ContainerState State(string words)
    {
        string[] parts = words.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (words == "never started")
        {
            return new ContainerState();
        }

        return new ContainerState
        {
            Status = Enum.Parse<ContainerStatus>(parts[0], ignoreCase: true),
            StartingSince = words.EndsWith("starting", StringComparison.Ordinal) && words.Contains(',') ? DateTimeOffset.UnixEpoch : null,
            ExitCode = parts.Length > 1 && int.TryParse(parts[1], out int code) ? code : 0,
            StartedAt = parts[0] == "created" ? default : DateTimeOffset.UnixEpoch,
            RestartCount = words.EndsWith("once", StringComparison.Ordinal) ? 1 : 0,
            StoppedByUser = words.EndsWith("user", StringComparison.Ordinal),
        };
    }
}
