using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Networks.Dns;

/// <summary>Work inside a network namespace, on a thread of its own that ends with it: a socket belongs to the namespace of the thread that makes it.</summary>
internal static class SandboxThread
{
    private const int StackSize = 256 * 1024;

    /// <summary>Fails with an IOException when the namespace cannot be entered, else with what the work throws.</summary>
    public static Task<T> RunAsync<T>(string namespacePath, Func<T> work)
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(
            () =>
            {
                try
                {
                    Enter(namespacePath);
                    result.SetResult(work());
                }
                catch (Exception failure)
                {
                    result.SetException(failure);
                }
            },
            StackSize)
        {
            IsBackground = true,
            Name = "sandbox",
        };
        thread.Start();
        return result.Task;
    }

    private static void Enter(string namespacePath)
    {
        using SafeFileHandle handle = Open.File(namespacePath, Open.ReadOnly);
        if (handle.IsInvalid)
        {
            throw Errno.Exception($"open {namespacePath}");
        }

        if (SetNs.Call(handle, SetNs.NetworkNamespace) != 0)
        {
            throw Errno.Exception($"setns {namespacePath}");
        }
    }
}
