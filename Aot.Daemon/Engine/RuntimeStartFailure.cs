namespace Aot.Daemon.Engine;

/// <summary>Why a process could not be started.</summary>
internal enum RuntimeStartFailure
{
    /// <summary>The command is no executable file (126, 400).</summary>
    NotExecutable,

    /// <summary>The command does not exist (127, 400).</summary>
    CommandNotFound,

    /// <summary>A mount met a file for a directory or the reverse (127, 400).</summary>
    MountTypeMismatch,

    /// <summary>Anything else (128, 500).</summary>
    Other,
}
