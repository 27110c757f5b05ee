using System.Collections.Concurrent;

namespace Aot.Daemon.Primitives;

/// <summary>Work that goes on beside its starter and still has an owner: failures are reported, and the owner can wait for all of it.</summary>
internal sealed class OwnedTasks(Action<Exception> onFailed)
{
    private readonly ConcurrentDictionary<Task, byte> _running = new();

    public void Run(Func<Task> work)
    {
        Task task = ObserveAsync(work);
        _running.TryAdd(task, 0);
        task.ContinueWith(static (done, state) => ((ConcurrentDictionary<Task, byte>)state!).TryRemove(done, out _), _running, TaskScheduler.Default);
    }

    /// <summary>Waits for what runs now.</summary>
    public Task DrainAsync(CancellationToken cancellationToken) => Task.WhenAll(_running.Keys).WaitAsync(cancellationToken);

    private async Task ObserveAsync(Func<Task> work)
    {
        await Task.Yield();
        try
        {
            await work();
        }
        catch (Exception failure)
        {
            onFailed(failure);
        }
    }
}
