namespace Aot.Daemon.Containers.Attach;

/// <summary>Why a relay ended.</summary>
internal enum RelayEnd
{
    /// <summary>The process ended, and all its output was sent.</summary>
    ProcessEnded,

    /// <summary>The detach keys were typed.</summary>
    Detached,

    /// <summary>The client sends no more, and the process cannot be told so.</summary>
    InputEnded,

    /// <summary>The client closed the connection.</summary>
    ClientGone,
}
