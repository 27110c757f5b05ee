using System.Text.Json.Serialization;
using Aot.Daemon.Networks.Contracts;

namespace Aot.Daemon.Containers;

/// <summary>What a container is doing: immutable, published whole, read without waiting; on disk in the journal (<see cref="StateJournal"/>).</summary>
internal sealed record ContainerState
{
    public ContainerStatus Status { get; init; }

    /// <summary>When the intent to start was written whose outcome was not: what a crash in between leaves on disk. Null: no start is under way.</summary>
    public DateTimeOffset? StartingSince { get; init; }

    /// <summary>The host's pid of the init process; 0 when not running.</summary>
    public int Pid { get; init; }

    /// <summary>0 to 255; -1 when nobody could learn it.</summary>
    public int ExitCode { get; init; }

    public string Error { get; init => field = value ?? ""; } = "";

    public bool OomKilled { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset FinishedAt { get; init; }

    /// <summary>A user asked for the stop; restart policies leave it stopped.</summary>
    public bool StoppedByUser { get; init; }

    /// <summary>The absolute path of the runtime that the container was last started with; null before the first start.</summary>
    public string? RuntimePath { get; init; }

    /// <summary>How often its restart policy has started it since a user last did.</summary>
    public int RestartCount { get; init; }

    /// <summary>What the run holds of networks; null: nothing, or another container's.</summary>
    public SandboxState? Network { get; init; }

    [JsonIgnore]
    public bool Starting => StartingSince is not null;

    /// <summary>It has a process.</summary>
    [JsonIgnore]
    public bool IsRunning => Status is ContainerStatus.Running or ContainerStatus.Paused;

    /// <summary>What the API calls running: also a container without a process that waits for its restart policy to start it again.</summary>
    [JsonIgnore]
    public bool IsUp => IsRunning || Status == ContainerStatus.Restarting;
}
