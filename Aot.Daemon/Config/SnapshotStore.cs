namespace Aot.Daemon.Config;

/// <summary>Where the current snapshot is published. Readers take it without a lock; there is one writer, the reload.</summary>
internal sealed class SnapshotStore(DaemonSnapshot first)
{
    // Volatile: a reader that sees the reference sees all that was written to the record before it was published.
    private volatile DaemonSnapshot _current = first;

    public DaemonSnapshot Current => _current;

    /// <summary>Publishes a snapshot; operations that captured the old one keep it.</summary>
    public void Publish(DaemonSnapshot next) => _current = next;
}
