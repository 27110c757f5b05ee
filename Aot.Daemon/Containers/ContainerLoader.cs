using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Reads all containers from disk. What is damaged is reported and put aside, never fatal: the others are loaded.</summary>
internal sealed partial class ContainerLoader(ContainerStore store, RunResources resources, ILogger logger)
{
    /// <summary>Follows the id in the name of a folder whose record cannot be read; such a folder is nobody's container, and kept for people to look at.</summary>
    public const string DamagedSuffix = ".damaged";

    public LoadedContainers Load()
    {
        Directory.CreateDirectory(store.Root, ContainerStore.FolderMode);
        var entries = new List<ContainerEntry>();
        var leftovers = new List<string>();
        foreach (string folder in Directory.GetDirectories(store.Root))
        {
            if (!HexId.IsFullId(Path.GetFileName(folder)))
            {
                continue;
            }

            try
            {
                if (ReadRecord(folder) is { } record)
                {
                    entries.Add(new ContainerEntry(record with { State = ReadState(folder) }, folder));
                }
                else
                {
                    leftovers.Add(folder);
                }
            }
            catch (JsonException damage)
            {
                LogDamaged(logger, damage, folder);
                PutAside(folder);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                LogUnreadable(logger, failure, folder);
            }
        }

        return new LoadedContainers(entries, leftovers);
    }

    /// <summary>Null when there is none; JsonException when it is damaged; InvalidDataException when a later aotd wrote it, to which it is left.</summary>
    private static ContainerRecord? ReadRecord(string folder)
    {
        if (Read(ContainerStore.RecordPath(folder)) is not { } json)
        {
            return null;
        }

        ContainerRecord? record = Parse(json, ApiJsonContext.Default.ContainerRecord);
        if (record is { Version: > ContainerRecord.CurrentVersion })
        {
            throw new InvalidDataException($"the record has version {record.Version}: a later aotd wrote it");
        }

        return record is not null && IsSound(record) && record.Id == Path.GetFileName(folder)
            ? record
            : throw new JsonException("the record is not this container's, or not complete");
    }

    /// <summary>A container without a state was never started. One whose state is damaged is taken for running: what runs then decides.</summary>
    private ContainerState ReadState(string folder)
    {
        if (Read(ContainerStore.StatePath(folder)) is not { } json)
        {
            return new ContainerState();
        }

        try
        {
            if (Parse(json, ApiJsonContext.Default.ContainerState) is { } state && Enum.IsDefined(state.Status))
            {
                return state;
            }
        }
        catch (JsonException damage)
        {
            LogStateDamaged(logger, damage, folder);
        }

        return new ContainerState { Status = ContainerStatus.Running };
    }

    private static T? Parse<T>(byte[] json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (Exception damage) when (damage is FormatException or InvalidOperationException or NotSupportedException)
        {
            throw new JsonException(damage.Message, damage);
        }
    }

    // JSON may say null where the type does not.
    private static bool IsSound(ContainerRecord record) =>
        record is { Version: >= 1, Path: not null, Config: not null, HostConfig: not null }
        && ContainerNames.IsValid(record.Name)
        && record.Args is { } args && !args.Contains(null)
        && Digest.TryParse(record.ImageId, out _)
        && record.Layers is { } layers && Array.TrueForAll(layers, layer => Digest.TryParse(layer, out _));

    private static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private void PutAside(string folder)
    {
        try
        {
            resources.Unmount(folder);
            Directory.Move(folder, folder + DamagedSuffix);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DaemonException)
        {
            LogUnreadable(logger, failure, folder);
        }
    }

    [LoggerMessage(2002, LogLevel.Error, "The container in {Folder} is not loaded: its record is damaged. The folder is renamed to .damaged")]
    private static partial void LogDamaged(ILogger logger, Exception damage, string folder);

    [LoggerMessage(2003, LogLevel.Error, "The container in {Folder} is not loaded")]
    private static partial void LogUnreadable(ILogger logger, Exception failure, string folder);

    [LoggerMessage(2004, LogLevel.Warning, "The state of the container in {Folder} is damaged")]
    private static partial void LogStateDamaged(ILogger logger, Exception damage, string folder);
}
