using Aot.Daemon.Containers.Attach;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>A container's live identity. Readers take <see cref="Record"/> once and see one consistent state; writers hold <see cref="Gate"/>.</summary>
internal sealed class ContainerEntry(ContainerRecord record, string folder)
{
    private volatile ContainerRecord _record = record;
    private volatile IEngineTask? _task;
    private volatile bool _isRemoved;
    private volatile TaskCompletionSource<ContainerExit> _nextExit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource<string?> _removed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // How many operations want the container to outlive its run; changed atomically.
    private int _keepers;

    public string Id { get; } = record.Id;

    /// <summary>&lt;data-root&gt;/containers/&lt;id&gt;.</summary>
    public string Folder { get; } = folder;

    /// <summary>The json-file log; absent when the log driver is none.</summary>
    public string LogPath { get; } = Path.Combine(folder, record.Id + "-json.log");

    /// <summary>The mount point of its root filesystem.</summary>
    public string RootfsPath { get; } = FsSnapshotService.RootFsOf(folder);

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

    /// <summary>The end of the present run removes the container.</summary>
    public bool RemovesItself => Record.HostConfig.AutoRemove && Volatile.Read(ref _keepers) == 0;

    /// <summary>Set while it waits to be started again by its restart policy; whoever completes it ends the wait. Written under <see cref="Gate"/>.</summary>
    public TaskCompletionSource? PendingRestart { get; set; }

    /// <summary>How long it waited for its last restart by policy; zero before the first. Written under <see cref="Gate"/>.</summary>
    public TimeSpan RestartDelay { get; set; }

    /// <summary>The settings that <see cref="RecordedSettings"/> last found to be right; null when it has not looked yet. Written under
    /// <see cref="Gate"/>.</summary>
    public HostConfig? Verified { get; set; }

    /// <summary>Held by whoever changes the container.</summary>
    public AsyncGate Gate { get; } = new();

    /// <summary>Completes at the next end of a run, or when a removal makes one impossible.</summary>
    public Task<ContainerExit> NextExit => _nextExit.Task;

    /// <summary>Completes with null once the container is removed, or with the reason when a removal fails.</summary>
    public Task<string?> Removed => _removed.Task;

    /// <summary>Who is attached, or waits to be by the next start.</summary>
    public PendingAttachments Attachments { get; } = new();

    /// <summary>Enters the gate; NotFound when the container was removed in the meantime.</summary>
    public async ValueTask<AsyncGate.Holder> EnterAsync(CancellationToken cancellationToken)
    {
        AsyncGate.Holder holder = await Gate.EnterAsync(cancellationToken);
        if (_isRemoved)
        {
            holder.Dispose();
            throw DaemonException.NotFound($"No such container: {Id}");
        }

        return holder;
    }

    /// <summary>Waits while it is not known yet whether the run of an earlier daemon goes on: what restores holds the gate.</summary>
    public async ValueTask WhenRestoredAsync(CancellationToken cancellationToken)
    {
        if (State.IsRunning && Task is null)
        {
            using (await Gate.EnterAsync(cancellationToken))
            {
            }
        }
    }

    /// <summary>Until disposed of, no end of a run removes the container, whatever its AutoRemove says.</summary>
    public Keeper KeepOnExit() => new(this);

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
        _isRemoved = true;
        _nextExit.SetResult(new ContainerExit(State.ExitCode, null));
        _removed.SetResult(null);
    }

    /// <summary>Tells the waiters that a removal failed; another may follow. Called under <see cref="Gate"/>.</summary>
    public void AnnounceRemovalFailure(string reason)
    {
        TaskCompletionSource<string?> announced = _removed;
        _removed = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        announced.SetResult(reason);
    }

    internal readonly struct Keeper : IDisposable
    {
        private readonly ContainerEntry _entry;

        public Keeper(ContainerEntry entry)
        {
            _entry = entry;
            Interlocked.Increment(ref entry._keepers);
        }

        public void Dispose() => Interlocked.Decrement(ref _entry._keepers);
    }
}
