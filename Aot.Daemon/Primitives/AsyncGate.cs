namespace Aot.Daemon.Primitives;

/// <summary>
/// One holder at a time, waited for asynchronously, first come first served. Not reentrant. Use:
/// <c>using (await gate.EnterAsync(ct)) { ... }</c>.
/// </summary>
internal sealed class AsyncGate : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(1, 1);

    public ValueTask<Holder> EnterAsync(CancellationToken cancellationToken = default)
    {
        Task wait = _semaphore.WaitAsync(cancellationToken);
        return wait.IsCompletedSuccessfully ? new ValueTask<Holder>(new Holder(_semaphore)) : Awaited(wait);
    }

    public void Dispose() => _semaphore.Dispose();

    private async ValueTask<Holder> Awaited(Task wait)
    {
        await wait;
        return new Holder(_semaphore);
    }

    internal readonly struct Holder(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
