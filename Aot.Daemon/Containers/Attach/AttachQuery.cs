namespace Aot.Daemon.Containers.Attach;

/// <summary>What is asked of an attachment.</summary>
internal sealed record AttachQuery
{
    /// <summary>Stay connected to the live streams.</summary>
    public bool Stream { get; init; }

    public bool Stdin { get; init; }

    public bool Stdout { get; init; }

    public bool Stderr { get; init; }

    /// <summary>First replay what was logged.</summary>
    public bool Logs { get; init; }

    public DetachKeys DetachKeys { get; init; } = DetachKeys.Default;
}
