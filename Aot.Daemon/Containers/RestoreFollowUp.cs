namespace Aot.Daemon.Containers;

/// <summary>What becomes of a container that does not run when a daemon starts.</summary>
internal enum RestoreFollowUp
{
    None,

    /// <summary>Its restart policy has it started.</summary>
    Start,

    /// <summary>It was to be removed at its end.</summary>
    Remove,
}
