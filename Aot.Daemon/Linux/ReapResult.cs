namespace Aot.Daemon.Linux;

/// <summary>What an attempt to reap a process came to.</summary>
internal enum ReapResult
{
    Reaped,

    StillRunning,

    /// <summary>Another process is its parent, or it was reaped already.</summary>
    NotOurChild,
}
