using Aot.Daemon.Supervisor;

namespace Aot.Daemon.Tests.Supervisor;

/// <summary>An event loop on a thread of its own, for tests of what runs on it.</summary>
internal static class LoopThread
{
    /// <summary>Runs the operation on a loop and returns its result; a handler that throws fails it.</summary>
    public static Task<T> RunAsync<T>(Func<EventLoop, Task<T>> operation)
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            using EventLoop loop = new(failure => result.TrySetException(failure), TimeProvider.System);
            SynchronizationContext.SetSynchronizationContext(loop);
            loop.Start(async () =>
            {
                try
                {
                    result.TrySetResult(await operation(loop));
                }
                finally
                {
                    loop.Stop();
                }
            });
            loop.Run();
        });
        thread.Start();
        return result.Task;
    }
}
