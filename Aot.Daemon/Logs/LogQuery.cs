namespace Aot.Daemon.Logs;

/// <summary>What is asked of a container's log.</summary>
internal sealed record LogQuery
{
    /// <summary>The value of <see cref="Tail"/> that means all lines.</summary>
    public const int All = -1;

    public bool Stdout { get; init; }

    public bool Stderr { get; init; }

    /// <summary>Go on with what is logged from now on, until the container stops.</summary>
    public bool Follow { get; init; }

    /// <summary>The lines to begin with, counted from the end, of both streams together and before since and until apply; negative for all.</summary>
    public int Tail { get; init; } = All;

    /// <summary>Lines older than this are left out.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Lines younger than this are left out, and a follow ends at it.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Each line begins with its time.</summary>
    public bool Timestamps { get; init; }

    /// <summary>Each line begins with its attributes (labels, env and tag of the log options).</summary>
    public bool Details { get; init; }
}
