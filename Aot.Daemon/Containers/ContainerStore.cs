using System.Text.Json;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>The records of containers under &lt;data-root&gt;/containers, one folder each.</summary>
internal sealed partial class ContainerStore(string root, ILogger logger)
{
    private const string RecordName = "record.json";
    private const string DamagedSuffix = ".damaged";
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Folder(string id) => Path.Combine(root, id);

    /// <summary>Makes a new container's folder; it is found by <see cref="Load"/> once a record is written.</summary>
    public string CreateFolder(string id) => Directory.CreateDirectory(Folder(id), FolderMode).FullName;

    /// <param name="durable">See <see cref="AtomicFile.Write"/>.</param>
    public void Write(ContainerRecord record, bool durable) => AtomicFile.Write(
        Path.Combine(Folder(record.Id), RecordName),
        JsonSerializer.SerializeToUtf8Bytes(record, ApiJsonContext.Default.ContainerRecord),
        FileMode,
        durable);

    /// <summary>Writes a container's new record, then publishes it. The caller holds the entry's gate.</summary>
    public void Publish(ContainerEntry entry, ContainerRecord record, bool durable)
    {
        Write(record, durable);
        entry.Record = record;
    }

    /// <summary>All containers on disk. A damaged record is put aside and reported, and the rest is loaded; folders that a crash left
    /// without a record are removed.</summary>
    public IReadOnlyList<ContainerEntry> Load()
    {
        Directory.CreateDirectory(root, FolderMode);
        var entries = new List<ContainerEntry>();
        foreach (string folder in Directory.EnumerateDirectories(root))
        {
            if (HexId.IsFullId(Path.GetFileName(folder)) && TryRead(folder) is { } record)
            {
                entries.Add(new ContainerEntry(record, folder));
            }
        }

        return entries;
    }

    public void Remove(string id)
    {
        string folder = Folder(id);
        if (Directory.Exists(folder))
        {
            File.Delete(Path.Combine(folder, RecordName));
            Directory.Delete(folder, recursive: true);
        }
    }

    private ContainerRecord? TryRead(string folder)
    {
        string path = Path.Combine(folder, RecordName);
        try
        {
            var record = JsonSerializer.Deserialize(File.ReadAllBytes(path), ApiJsonContext.Default.ContainerRecord);
            if (record is null || record.Id != Path.GetFileName(folder) || !ContainerNames.IsValid(record.Name))
            {
                throw new JsonException("the record is not this container's");
            }

            return record;
        }
        catch (FileNotFoundException)
        {
            LogUnfinished(logger, folder);
            return null;
        }
        catch (JsonException damage)
        {
            LogDamaged(logger, damage, path);
            File.Move(path, path + DamagedSuffix, overwrite: true);
            return null;
        }
    }

    [LoggerMessage(2001, LogLevel.Error, "The container record {Path} is damaged; it was put aside and its container is not loaded")]
    private static partial void LogDamaged(ILogger logger, Exception damage, string path);

    [LoggerMessage(2002, LogLevel.Warning, "The container folder {Folder} has no record: its creation was cut short")]
    private static partial void LogUnfinished(ILogger logger, string folder);
}
