using System.Text.Json;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>Networks on disk, a file each: &lt;data-root&gt;/networks/&lt;id&gt;.json. Failures to write are DaemonExceptions of kind System.</summary>
internal sealed partial class NetworkStore(string root, ILogger logger)
{
    /// <summary>Follows the name of a file that cannot be read as a network; it is nobody's, and kept for people to look at.</summary>
    public const string DamagedSuffix = ".damaged";

    private const string Suffix = ".json";
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;

    /// <summary>All networks that can be read. What is damaged is reported and put aside; what a later aotd wrote is left alone.</summary>
    /// <param name="check">Fails as a DaemonException for a record that makes no sense.</param>
    public List<NetworkRecord> Load(Action<NetworkRecord> check)
    {
        Directory.CreateDirectory(root, FolderMode);
        var records = new List<NetworkRecord>();
        foreach (string path in Directory.GetFiles(root))
        {
            if (path.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal))
            {
                File.Delete(path);
            }
            else if (path.EndsWith(Suffix, StringComparison.Ordinal) && Read(path, check) is { } record)
            {
                records.Add(record);
            }
        }

        records.Sort((left, right) => left.Created.CompareTo(right.Created));
        return records;
    }

    /// <summary>Once this returns the network survives a power cut.</summary>
    public void Write(NetworkRecord record) => Write(record.Id, Json(record));

    /// <summary>As <see cref="Write(NetworkRecord)"/>, unless it is there already, word for word.</summary>
    public void WriteChanged(NetworkRecord record)
    {
        byte[] json = Json(record);
        string path = PathOf(record.Id);
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(json))
        {
            Write(record.Id, json);
        }
    }

    public void Delete(string id) => Try("deleting a network", () =>
    {
        File.Delete(PathOf(id));
        AtomicFile.SyncFolder(root);
    });

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

    private static byte[] Json(NetworkRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, ApiJsonContext.Default.NetworkRecord);

    private void Write(string id, byte[] json) => Try("writing a network", () => AtomicFile.Write(PathOf(id), json, FileMode, durable: true));

    private string PathOf(string id) => Path.Combine(root, id + Suffix);

    private NetworkRecord? Read(string path, Action<NetworkRecord> check)
    {
        try
        {
            NetworkRecord? record = JsonSerializer.Deserialize(File.ReadAllBytes(path), ApiJsonContext.Default.NetworkRecord);
            if (record is { Version: > NetworkRecord.CurrentVersion })
            {
                LogUnreadable(logger, new InvalidDataException($"it has version {record.Version}: a later aotd wrote it"), path);
                return null;
            }

            if (record is not { Version: >= 1 } || record.Id + Suffix != Path.GetFileName(path) || !HexId.IsFullId(record.Id)
                || !(NetworkNames.IsValid(record.Name) || NetworkNames.IsPredefined(record.Name)))
            {
                throw DaemonException.Invalid("it is not this network's, or not complete");
            }

            check(record);
            return record;
        }
        catch (Exception damage) when (damage is JsonException or DaemonException or FormatException or InvalidOperationException or NotSupportedException)
        {
            LogDamaged(logger, damage, path);
            PutAside(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(logger, failure, path);
        }

        return null;
    }

    private void PutAside(string path)
    {
        try
        {
            File.Move(path, path + DamagedSuffix, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(logger, failure, path);
        }
    }

    [LoggerMessage(2401, LogLevel.Error, "The network in {Path} is not loaded: it is damaged. The file is renamed to .damaged")]
    private static partial void LogDamaged(ILogger logger, Exception damage, string path);

    [LoggerMessage(2402, LogLevel.Error, "The network in {Path} is not loaded")]
    private static partial void LogUnreadable(ILogger logger, Exception failure, string path);
}
