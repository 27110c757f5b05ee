using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Aot.Daemon.Primitives.Journals;

namespace Aot.Daemon.Containers;

/// <summary>
/// Containers on disk, under &lt;data-root&gt;/containers. &lt;id&gt;/record.json is the container: the folder is one once it is there, and none
/// any more once it is gone. What containers are doing is in the one journal of their states. Failures are DaemonExceptions of kind System.
/// </summary>
internal sealed partial class ContainerStore(string root, StateJournal states, ILogger logger)
{
    private const string RecordName = "record.json";
    private const string OldStateName = "state.json";
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public string Root => root;

    /// <summary>The states, for who loads them.</summary>
    public StateJournal States => states;

    public static string RecordPath(string folder) => Path.Combine(folder, RecordName);

    /// <summary>Where version 1 had a container's state.</summary>
    public static string OldStatePath(string folder) => Path.Combine(folder, OldStateName);

    public string Folder(string id) => Path.Combine(root, id);

    /// <summary>Makes a new container's folder; it is a leftover until <see cref="Create"/>.</summary>
    public string CreateFolder(string id)
    {
        Try("making a container's folder", () => Directory.CreateDirectory(Folder(id), FolderMode));
        return Folder(id);
    }

    /// <summary>Makes the container exist: once this returns it survives a power cut.</summary>
    public void Create(ContainerRecord record)
    {
        _ = Write(record);
        Try("writing a container's folder", () => AtomicFile.SyncFolder(root));
    }

    /// <summary>Writes a container's new record durably, then publishes it; its state must be the present one. The caller holds the entry's gate.</summary>
    public void Publish(ContainerEntry entry, ContainerRecord record) => entry.Record = Write(record);

    /// <summary>Writes a container's new state, then publishes it: it survives the death of the daemon. The caller holds the entry's gate.</summary>
    /// <returns>What <see cref="DurableAsync"/> takes.</returns>
    public JournalPosition Publish(ContainerEntry entry, ContainerState state)
    {
        JournalPosition position = states.Append(entry.Id, state);
        entry.Record = entry.Record with { State = state };
        return position;
    }

    /// <summary>Completes when a state survives a power cut, and fails when it cannot be made to. One fdatasync(2) serves all who wait; it begins
    /// at once, so a caller with other work may await it later.</summary>
    public ValueTask DurableAsync(JournalPosition position) => states.DurableAsync(position);

    /// <summary>Publishes what has happened already, and so is true whether it can be written or not (a full disk): then it is written with the next state
    /// that can. It survives a power cut soon; nobody waits for that. The caller holds the entry's gate.</summary>
    public void PublishFact(ContainerEntry entry, ContainerState state)
    {
        if (states.AppendFact(entry.Id, state) is { } unwritable)
        {
            LogUnwritten(logger, unwritable, entry.Id);
        }

        entry.Record = entry.Record with { State = state };
    }

    /// <summary>Completes when all that was published survives a power cut, or cannot be made to, which is logged.</summary>
    public ValueTask SettleAsync() => states.SettleAsync();

    /// <summary>Makes the container exist no more: its folder is a leftover from here on. Harmless when repeated.</summary>
    public void Delete(string folder)
    {
        Try("deleting a container's record", () =>
        {
            if (Directory.Exists(folder))
            {
                File.Delete(RecordPath(folder));
            }
        });
        states.Forget(Path.GetFileName(folder));
    }

    /// <summary>Removes the folder of a container that exists no more. Nothing may be mounted in it.</summary>
    public void RemoveFolder(string folder) => Try("removing a container's folder", () => TreeRemoval.Delete(folder));

    private static void Try(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw DaemonException.System($"{what}: {failure.Message}", failure);
        }
    }

    /// <summary>The record as it was written: in the present format.</summary>
    private ContainerRecord Write(ContainerRecord record)
    {
        ContainerRecord written = record with { Version = ContainerRecord.CurrentVersion };
        using var text = new PooledBuffer();
        RecordFormat.Write(text, written);
        string path = RecordPath(Folder(record.Id));
        Try($"writing {path}", () => AtomicFile.Write(path, text.WrittenSpan, FileMode, durable: true));
        return written;
    }

    [LoggerMessage(2001, LogLevel.Error, "The state of container {Id} could not be written; it is kept in memory, and written when that is possible")]
    private static partial void LogUnwritten(ILogger logger, Exception failure, string id);
}
