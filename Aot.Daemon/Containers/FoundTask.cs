namespace Aot.Daemon.Containers;

/// <summary>What a starting daemon finds of a container's task.</summary>
internal enum FoundTask
{
    None,

    /// <summary>Prepared; its process was not started yet.</summary>
    Unstarted,

    Running,

    /// <summary>Its process ran and has ended; the engine tells the exit next.</summary>
    Ended,
}
