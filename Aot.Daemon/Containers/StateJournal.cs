using Aot.Daemon.Primitives;
using Aot.Daemon.Primitives.Journals;

namespace Aot.Daemon.Containers;

/// <summary>
/// The states of all containers: one journal, &lt;data-root&gt;/containers/journal, in which a container's last entry is its state. It is opened by
/// <see cref="Load"/>, or else at the first use. Failures are DaemonExceptions of kind System unless said otherwise.
/// </summary>
internal sealed partial class StateJournal(IJournalFolder folder, Guid boot, ILogger logger) : IAsyncDisposable
{
    public const string FileName = "journal";

    // Below this a start of the daemon leaves the file as it is.
    private const long WorthRewriting = 16 * 1024;

    // Guards all that follows, and with it the order of the appends. Held over one write(2), never over a sync.
    private readonly Lock _lock = new();
    private readonly StateEncoder _encoder = new();
    private readonly Dictionary<string, ContainerState> _states = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unwritten = new(StringComparer.Ordinal); // whose state is known here, and not in the file
    private StoredStates _kept = StoredStates.None; // entries that _states has nothing newer of, such as of containers that cannot be loaded
    private Journal? _journal;

    // Removes the files of version 1.
    private readonly OwnedTasks _takenOver = new(failure => LogNotTakenOver(logger, failure));

    /// <summary>The present boot.</summary>
    public Guid Boot => boot;

    /// <summary>Reads what the journal has; what is damaged is put aside and reported. Never fails.</summary>
    public StoredStates Load()
    {
        lock (_lock)
        {
            try
            {
                return _journal is null ? Open() : StoredStates.Read(folder, FileName);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                LogUnopened(logger, failure);
                return StoredStates.Lost;
            }
        }
    }

    /// <summary>Says what of <see cref="Load"/>'s became a container; of what else is stored only the entries of those to keep stay in the journal.</summary>
    /// <param name="loaded">The containers.</param>
    /// <param name="kept">The ids of containers that are there but could not be loaded.</param>
    public void Adopt(IEnumerable<ContainerEntry> loaded, IReadOnlySet<string> kept)
    {
        lock (_lock)
        {
            foreach (ContainerEntry entry in loaded)
            {
                _states[entry.Id] = entry.State;
            }

            _kept = _kept.Only(kept);
        }
    }

    /// <summary>Appends the states of containers that version 1 had in a file each, and removes those files once the states survive a power cut.</summary>
    public void TakeOver(IReadOnlyList<ContainerEntry> entries)
    {
        if (entries.Count > 0 && entries.All(entry => AppendFact(entry.Id, entry.State) is null))
        {
            _takenOver.Run(() => RemoveOldAsync(entries));
        }
    }

    /// <summary>Appends a state: once this returns it survives the death of the daemon.</summary>
    public JournalPosition Append(string id, ContainerState state)
    {
        lock (_lock)
        {
            JournalPosition position = Opened().Append(_encoder.Encode(id, state, boot));
            _states[id] = state;
            _unwritten.Remove(id);
            WriteUnwritten();
            return position;
        }
    }

    /// <summary>Appends what is true whether it can be written or not, and has it made durable soon. What cannot be written now is written with the
    /// next state that can.</summary>
    /// <returns>Null, or why it was not written.</returns>
    public DaemonException? AppendFact(string id, ContainerState state)
    {
        try
        {
            _ = Append(id, state);
            Opened().SyncSoon();
            return null;
        }
        catch (DaemonException failure)
        {
            lock (_lock)
            {
                _states[id] = state;
                _unwritten.Add(id);
            }

            return failure;
        }
    }

    /// <summary>Completes when a state survives a power cut. The sync begins at once.</summary>
    public ValueTask DurableAsync(JournalPosition position) => Opened().DurableAsync(position);

    /// <summary>Completes when all that was appended survives a power cut, or cannot be made to, which is logged.</summary>
    public async ValueTask SettleAsync()
    {
        try
        {
            Journal journal = Opened();
            await journal.DurableAsync(journal.Last);
        }
        catch (DaemonException)
        {
            // Logged by whoever found out.
        }
    }

    /// <summary>The container is removed: its entries go with the next rewriting.</summary>
    public void Forget(string id)
    {
        lock (_lock)
        {
            _states.Remove(id);
            _unwritten.Remove(id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _takenOver.DrainAsync(CancellationToken.None);
        if (_journal is { } journal)
        {
            await journal.DisposeAsync();
        }
    }

    private async Task RemoveOldAsync(IReadOnlyList<ContainerEntry> entries)
    {
        Journal journal = Opened();
        await journal.DurableAsync(journal.Last);
        foreach (ContainerEntry entry in entries)
        {
            File.Delete(ContainerStore.OldStatePath(entry.Folder));
        }
    }

    private Journal Opened()
    {
        lock (_lock)
        {
            try
            {
                if (_journal is null)
                {
                    _ = Open();
                }

                return _journal!;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw DaemonException.System($"opening the journal: {failure.Message}", failure);
            }
        }
    }

    private StoredStates Open()
    {
        StoredStates stored = StoredStates.Read(folder, FileName);
        if (stored.IsDamaged)
        {
            string? aside = JournalRemains.Keep(folder, FileName, stored.WholeLength);
            LogDamaged(logger, stored.Failure, stored.DroppedLength, aside ?? "nowhere");
        }

        var settings = new JournalSettings { Name = FileName, WriteLive = WriteLive, OnFailed = failure => LogFailed(logger, failure) };
        _journal = Journal.Open(folder, settings, stored.WholeLength, stored.LiveLength);
        _kept = stored;
        if (stored.WholeLength > WorthRewriting && stored.WholeLength > 2 * stored.LiveLength)
        {
            _journal.RequestRewrite();
        }

        return stored;
    }

    /// <summary>Writes what a full disk did not take before. Under the lock.</summary>
    private void WriteUnwritten()
    {
        foreach (string id in _unwritten)
        {
            try
            {
                _ = _journal!.Append(_encoder.Encode(id, _states[id], boot));
                _unwritten.Remove(id);
            }
            catch (DaemonException)
            {
                return; // As full as before.
            }
        }
    }

    private void WriteLive(JournalRewrite target)
    {
        KeyValuePair<string, ContainerState>[] states;
        StoredStates kept;
        lock (_lock)
        {
            (states, kept) = ([.. _states], _kept);
        }

        using var encoder = new StateEncoder();
        foreach (byte[] payload in kept.Payloads.Values)
        {
            target.Add(payload);
        }

        foreach ((string id, ContainerState state) in states)
        {
            target.Add(encoder.Encode(id, state, boot));
        }
    }

    [LoggerMessage(2005, LogLevel.Error, "The journal of the containers' states is damaged: its last {Dropped} bytes are not used, and kept in {Aside}. "
        + "Containers have the states before; what runs is found")]
    private static partial void LogDamaged(ILogger logger, Exception? failure, long dropped, string aside);

    [LoggerMessage(2006, LogLevel.Error, "The journal of the containers' states cannot be opened")]
    private static partial void LogUnopened(ILogger logger, Exception failure);

    [LoggerMessage(2009, LogLevel.Error, "Taking over the states of containers from their state.json")]
    private static partial void LogNotTakenOver(ILogger logger, Exception failure);

    [LoggerMessage(2007, LogLevel.Error, "The journal of the containers' states")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
