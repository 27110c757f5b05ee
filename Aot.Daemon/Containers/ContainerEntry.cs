using Aot.Daemon.Containers.Attach;
using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>A container's live identity. Readers take <see cref="Record"/> once and see one consistent state; writers hold <see cref="Gate"/>.</summary>
internal sealed class ContainerEntry(ContainerRecord record, string folder)
{
    private volatile ContainerRecord _record = record;
    private volatile IEngineTask? _task;

    public string Id { get; } = record.Id;

    /// <summary>&lt;data-root&gt;/containers/&lt;id&gt;.</summary>
    public string Folder { get; } = folder;

    /// <summary>The json-file log; absent when the log driver is none.</summary>
    public string LogPath => Path.Combine(Folder, Id + "-json.log");

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

    /// <summary>Held by whoever changes the container.</summary>
    public AsyncGate Gate { get; } = new();

    /// <summary>Who is attached, or waits to be by the next start.</summary>
    public PendingAttachments Attachments { get; } = new();
}
