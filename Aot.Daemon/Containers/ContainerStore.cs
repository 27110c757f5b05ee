using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aot.Daemon.Http;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>
/// Containers on disk, a folder each under &lt;data-root&gt;/containers. record.json is the container: the folder is one once it is there, and none
/// any more once it is gone. It survives a power cut. state.json is written at every start and exit and not synced, so that a start
/// waits for no disk; one that a power cut damaged costs an exit code, not the container. Failures are DaemonExceptions of kind System.
/// </summary>
internal sealed partial class ContainerStore(string root, ILogger logger)
{
    private const string RecordName = "record.json";
    private const string StateName = "state.json";
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public string Root => root;

    public static string RecordPath(string folder) => Path.Combine(folder, RecordName);

    public static string StatePath(string folder) => Path.Combine(folder, StateName);

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
        WriteRecord(record);
        Try("writing a container's folder", () => AtomicFile.SyncFolder(root));
    }

    /// <summary>Writes a container's new record durably, then publishes it; its state must be the present one. The caller holds the entry's gate.</summary>
    public void Publish(ContainerEntry entry, ContainerRecord record)
    {
        WriteRecord(record);
        entry.Record = record;
    }

    /// <summary>Writes a container's new state, then publishes it. The caller holds the entry's gate.</summary>
    public void Publish(ContainerEntry entry, ContainerState state)
    {
        Write(StatePath(entry.Folder), state, ApiJsonContext.Default.ContainerState, durable: false);
        entry.Record = entry.Record with { State = state };
    }

    /// <summary>Publishes what has happened already, and so is true whether it can be written or not (a full disk). The caller holds the entry's gate.</summary>
    public void PublishFact(ContainerEntry entry, ContainerState state)
    {
        try
        {
            Publish(entry, state);
        }
        catch (DaemonException unwritable)
        {
            LogUnwritten(logger, unwritable, entry.Id);
            entry.Record = entry.Record with { State = state };
        }
    }

    /// <summary>Makes the container exist no more: its folder is a leftover from here on. Harmless when repeated.</summary>
    public void Delete(string folder) => Try("deleting a container's record", () =>
    {
        if (Directory.Exists(folder))
        {
            File.Delete(RecordPath(folder));
        }
    });

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

    private void WriteRecord(ContainerRecord record) =>
        Write(RecordPath(Folder(record.Id)), record, ApiJsonContext.Default.ContainerRecord, durable: true);

    private static void Write<T>(string path, T value, JsonTypeInfo<T> type, bool durable)
    {
        using var json = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(json))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        Try($"writing {path}", () => AtomicFile.Write(path, json.WrittenSpan, FileMode, durable));
    }

    [LoggerMessage(2001, LogLevel.Error, "The state of container {Id} could not be written; it is kept in memory")]
    private static partial void LogUnwritten(ILogger logger, Exception failure, string id);
}
