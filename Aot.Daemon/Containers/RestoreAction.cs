namespace Aot.Daemon.Containers;

/// <summary>What a starting daemon does with a container's record, given what it found.</summary>
internal enum RestoreAction
{
    /// <summary>The record is true.</summary>
    Keep,

    /// <summary>It runs, or ran until now: the task is the container's.</summary>
    Adopt,

    /// <summary>It ran, and nobody knows how it ended: the host went down.</summary>
    RecordLoss,

    /// <summary>Its start was cut short before its process ran.</summary>
    RecordCutStart,
}
