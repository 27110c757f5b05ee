using System.Text.Json;
using Aot.Daemon.Images.Snapshots;
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
        StoredStates states = store.States.Load();
        var entries = new List<ContainerEntry>();
        var leftovers = new List<string>();
        var unreadable = new HashSet<string>(StringComparer.Ordinal);
        var oldStates = new List<ContainerEntry>();
        foreach (string folder in Directory.GetDirectories(store.Root))
        {
            string id = Path.GetFileName(folder);
            if (!HexId.IsFullId(id))
            {
                continue;
            }

            try
            {
                if (ReadRecord(folder) is { } record)
                {
                    var entry = new ContainerEntry(record with { State = ReadState(folder, id, states) }, folder);
                    entries.Add(entry);
                    if (File.Exists(ContainerStore.OldStatePath(folder)))
                    {
                        oldStates.Add(entry);
                    }
                }
                else
                {
                    leftovers.Add(folder);
                }
            }
            catch (JsonException damage)
            {
                LogDamaged(logger, damage, folder);
                if (!TryPutAside(folder))
                {
                    unreadable.Add(id);
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                LogUnreadable(logger, failure, folder);
                unreadable.Add(id);
            }
        }

        store.States.Adopt(entries, unreadable);
        store.States.TakeOver(oldStates);
        return new LoadedContainers(entries, leftovers, unreadable, states.IsDamaged);
    }

    /// <summary>Null when there is none; JsonException when it is damaged; InvalidDataException when a later aotd wrote it, to which it is left.</summary>
    private static ContainerRecord? ReadRecord(string folder)
    {
        if (Read(ContainerStore.RecordPath(folder)) is not { } text)
        {
            return null;
        }

        ContainerRecord record = RecordFormat.Read(text);
        return record.Id == Path.GetFileName(folder) ? record : throw new JsonException("the record is another container's");
    }

    /// <summary>
    /// A container without a state was never started, unless its root filesystem was once mounted. A state that was there, or must have been, and cannot
    /// be read is taken for running: what runs then decides.
    /// </summary>
    private ContainerState ReadState(string folder, string id, StoredStates states)
    {
        try
        {
            if (states.Payloads.TryGetValue(id, out byte[]? payload))
            {
                // Within a boot the engine knows what a start that was cut short came to. Otherwise it may have been carried out, and its outcome be lost.
                StateEntry entry = StateFormat.Read(payload);
                bool isLost = states.IsDamaged || entry.Boot != store.States.Boot;
                return entry.State.Starting && isLost
                    ? entry.State with { Status = ContainerStatus.Running, StartingSince = null, StartedAt = entry.State.StartingSince ?? default }
                    : entry.State;
            }

            if (Read(ContainerStore.OldStatePath(folder)) is { } json)
            {
                return StateFormat.ReadJson(json);
            }

            if (FsSnapshotService.FirstMounted(folder) is null)
            {
                return new ContainerState();
            }

            LogStateMissing(logger, folder);
        }
        catch (JsonException damage)
        {
            LogStateDamaged(logger, damage, folder);
        }

        return new ContainerState { Status = ContainerStatus.Running, StartedAt = FsSnapshotService.FirstMounted(folder) ?? default };
    }

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

    private bool TryPutAside(string folder)
    {
        try
        {
            resources.Unmount(folder);
            Directory.Move(folder, folder + DamagedSuffix);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DaemonException)
        {
            LogUnreadable(logger, failure, folder);
            return false;
        }
    }

    [LoggerMessage(2002, LogLevel.Error, "The container in {Folder} is not loaded: its record is damaged. The folder is renamed to .damaged")]
    private static partial void LogDamaged(ILogger logger, Exception damage, string folder);

    [LoggerMessage(2003, LogLevel.Error, "The container in {Folder} is not loaded")]
    private static partial void LogUnreadable(ILogger logger, Exception failure, string folder);

    [LoggerMessage(2004, LogLevel.Warning, "The state of the container in {Folder} is damaged")]
    private static partial void LogStateDamaged(ILogger logger, Exception damage, string folder);

    [LoggerMessage(2008, LogLevel.Warning, "The container in {Folder} was started once, and its state is lost")]
    private static partial void LogStateMissing(ILogger logger, string folder);
}
