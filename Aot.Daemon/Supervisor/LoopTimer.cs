namespace Aot.Daemon.Supervisor;

/// <summary>A call due at some time.</summary>
internal sealed class LoopTimer(Action action) : IDisposable
{
    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;

    internal void Fire()
    {
        IsDisposed = true;
        action();
    }
}
