using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Aot.Daemon.Primitives;
using Aot.Daemon.Supervisor.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Engine.Embedded;

/// <summary>Has the supervisor hold descriptors, and each next one too.</summary>
internal sealed class SupervisorHolder(string socketPath, ILogger logger) : IDescriptorHolder
{
    /// <summary>What was given, for a supervisor that knows nothing of it yet. The descriptors are their givers', who may have closed them since.</summary>
    private readonly ConcurrentDictionary<(string Task, string Name), SafeHandle> _given = new();

    public async ValueTask HoldAsync(string containerId, string name, SafeHandle descriptor)
    {
        _given[(containerId, name)] = descriptor;
        await Task.Run(() => Give(containerId, name, descriptor));
    }

    public async ValueTask<SafeFileHandle?> FindAsync(string containerId, string name) => await Task.Run(() =>
    {
        try
        {
            _ = SupervisorSocket.Exchange(socketPath, Request(SupervisorVerb.Held, containerId, name), null, out SafeFileHandle? held);
            return held;
        }
        catch (Exception failure) when (failure is IOException or DaemonException)
        {
            logger.HoldFailed(containerId, failure);
            return null;
        }
    });

    public async ValueTask LetGoAsync(string containerId, string name)
    {
        _given.TryRemove((containerId, name), out _);
        await Task.Run(() => Give(containerId, name, null));
    }

    /// <summary>There is another supervisor.</summary>
    public void GiveAgain(string containerId)
    {
        foreach (((string task, string name), SafeHandle descriptor) in _given)
        {
            if (task == containerId)
            {
                Give(task, name, descriptor);
            }
        }
    }

    /// <summary>The task is gone, and what was held for it.</summary>
    public void Forget(string containerId)
    {
        foreach ((string Task, string Name) key in _given.Keys)
        {
            if (key.Task == containerId)
            {
                _given.TryRemove(key, out _);
            }
        }
    }

    private void Give(string containerId, string name, SafeHandle? descriptor)
    {
        bool isHeld = false;
        try
        {
            descriptor?.DangerousAddRef(ref isHeld);
            SupervisorReply reply = SupervisorSocket.Exchange(socketPath, Request(SupervisorVerb.Hold, containerId, name), descriptor, out _);
            if (descriptor is not null && reply.Failure is { } refused)
            {
                logger.HoldFailed(containerId, new DaemonException(refused.Kind, refused.Message));
            }
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile: there is nothing to hold any more.
        }
        catch (IOException failure)
        {
            logger.HoldFailed(containerId, failure);
        }
        finally
        {
            if (isHeld)
            {
                descriptor!.DangerousRelease();
            }
        }
    }

    private static SupervisorRequest Request(SupervisorVerb verb, string containerId, string name) => new() { Id = 1, Verb = verb, Task = containerId, Name = name };
}
