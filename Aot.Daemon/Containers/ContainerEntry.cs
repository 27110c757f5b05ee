using Aot.Daemon.Containers.Attach;
using Aot.Daemon.Engine;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>A container's live identity. Readers take <see cref="Record"/> once and see one consistent state; writers hold <see cref="Gate"/>.</summary>
internal sealed class ContainerEntry(ContainerRecord record, string folder)
{
    private volatile ContainerRecord _record = record;
    private volatile IEngineTask? _task;
    private volatile bool _keepOnExit;
    private volatile TaskCompletionSource<ContainerExit> _nextExit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _removed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id { get; } = record.Id;

    /// <summary>&lt;data-root&gt;/containers/&lt;id&gt;.</summary>
    public string Folder { get; } = folder;

    /// <summary>The json-file log; absent when the log driver is none.</summary>
    public string LogPath => Path.Combine(Folder, Id + "-json.log");

    /// <summary>The mount point of its root filesystem.</summary>
    public string RootfsPath => FsSnapshotService.RootFsOf(Folder);

    /// <summary>The record as last published. Written under <see cref="Gate"/>.</summary>
    public ContainerRecord Record
    {
        get => _record;
        set => _record = value;
    }

    public ContainerState State => _record.State;

    /// <summary>The running instance; null while there is none. Written under <see cref="Gate"/>.</summary>
    public IEngineTask? Task
    {
        get => _task;
        set
        {
            _task = value;
            Attachments.SetTask(value);
        }
    }

    /// <summary>The end of the present run does not remove the container, whatever its AutoRemove says.</summary>
    public bool KeepOnExit
    {
        get => _keepOnExit;
        set => _keepOnExit = value;
    }

    /// <summary>Held by whoever changes the container.</summary>
    public AsyncGate Gate { get; } = new();

    /// <summary>Completes at the next end of a run, or when a removal makes one impossible.</summary>
    public Task<ContainerExit> NextExit => _nextExit.Task;

    /// <summary>Completes once the container is removed.</summary>
    public Task Removed => _removed.Task;

    /// <summary>Tells the waiters of this run's end. Called under <see cref="Gate"/>, after the record was published.</summary>
    public void AnnounceExit(ContainerExit exit)
    {
        TaskCompletionSource<ContainerExit> announced = _nextExit;
        _nextExit = new TaskCompletionSource<ContainerExit>(TaskCreationOptions.RunContinuationsAsynchronously);
        announced.SetResult(exit);
    }

    /// <summary>Tells the waiters that the container is gone. Called under <see cref="Gate"/>, once.</summary>
    public void AnnounceRemoval()
    {
        _nextExit.TrySetResult(new ContainerExit(State.ExitCode, null));
        _removed.SetResult();
    }

    /// <summary>Who is attached, or waits to be by the next start.</summary>
    public PendingAttachments Attachments { get; } = new();
}
