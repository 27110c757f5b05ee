namespace Aot.Daemon.Containers;

/// <summary>What is asked of a container, and what befalls it: the rows of <see cref="ContainerTransitions"/>, in its order.</summary>
internal enum ContainerMove
{
    Start,

    /// <summary>Its restart policy starts it, once the wait is over.</summary>
    RestartByPolicy,

    Stop,
    Kill,
    Pause,
    Unpause,
    Rename,
    Update,
    Exec,
    Attach,
    Resize,
    Top,
    Remove,

    /// <summary>Remove, killing what runs.</summary>
    ForceRemove,

    /// <summary>Its process ended, for good.</summary>
    Exit,

    /// <summary>Its process ended, and its restart policy will start it again.</summary>
    ExitToRestart,

    /// <summary>A daemon that starts finds that its restart policy has it started.</summary>
    FoundDue,

    /// <summary>It will not be started again after all.</summary>
    GiveUp,

    /// <summary>A daemon that starts finds it with a process.</summary>
    FoundRunning,

    /// <summary>A daemon that starts finds it paused.</summary>
    FoundPaused,

    RemovalFailed,
}
