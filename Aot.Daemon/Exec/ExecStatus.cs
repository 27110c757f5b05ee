namespace Aot.Daemon.Exec;

/// <summary>Where an exec is in its life. It goes forwards only.</summary>
internal enum ExecStatus
{
    Created,

    /// <summary>Its start was asked for.</summary>
    Starting,
    Running,
    Exited,
}
