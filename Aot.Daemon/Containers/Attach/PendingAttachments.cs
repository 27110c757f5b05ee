using Aot.Daemon.Engine;

namespace Aot.Daemon.Containers.Attach;

/// <summary>
/// Attachments to a container, made before its task is there or after. `docker run` attaches first and starts then, and must see the first
/// byte of output: so an attachment waits here, and the start connects it between creating the task and starting it.
/// </summary>
internal sealed class PendingAttachments
{
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly HashSet<PendingAttachment> _waiting = [];
    private IEngineTask? _task;

    /// <summary>Attaches now if there is a task, else when one is created; it is registered when this returns. Fails when the start fails, the
    /// container is removed, or the token is cancelled.</summary>
    public Task<IProcessStream> AttachAsync(AttachOptions options, CancellationToken cancellationToken)
    {
        PendingAttachment? pending = null;
        IEngineTask? engineTask;
        lock (_lock)
        {
            engineTask = _task;
            if (engineTask is null)
            {
                pending = new PendingAttachment(options);
                _waiting.Add(pending);
            }
        }

        return pending is null ? engineTask!.AttachAsync(options, cancellationToken).AsTask() : WaitAsync(pending, cancellationToken);
    }

    /// <summary>Connects all that wait to a task, and those that come later. One that cannot be connected fails by itself, and the start goes on.</summary>
    public async ValueTask ConnectAsync(IEngineTask engineTask, CancellationToken cancellationToken)
    {
        foreach (PendingAttachment pending in Take(engineTask))
        {
            try
            {
                IProcessStream stream = await engineTask.AttachAsync(pending.Options, cancellationToken);
                if (!pending.TryComplete(stream))
                {
                    await stream.DisposeAsync();
                }
            }
            catch (Exception failure)
            {
                pending.TryFail(failure);
            }
        }
    }

    /// <summary>From now on attachments go to this task, or wait for the next one if it is null. Those made before are not touched: they end
    /// by themselves.</summary>
    public void SetTask(IEngineTask? engineTask)
    {
        lock (_lock)
        {
            _task = engineTask;
        }
    }

    /// <summary>The start failed, or there will be none: all that wait fail.</summary>
    public void Fail(Exception failure)
    {
        foreach (PendingAttachment pending in Take(null))
        {
            pending.TryFail(failure);
        }
    }

    private PendingAttachment[] Take(IEngineTask? engineTask)
    {
        lock (_lock)
        {
            _task = engineTask;
            PendingAttachment[] taken = [.. _waiting];
            _waiting.Clear();
            return taken;
        }
    }

    private async Task<IProcessStream> WaitAsync(PendingAttachment pending, CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration registration = cancellationToken.Register(() =>
        {
            lock (_lock)
            {
                _waiting.Remove(pending);
            }

            pending.TryCancel(cancellationToken);
        });
        return await pending.Stream;
    }
}
