namespace Aot.Daemon.Primitives.Journals;

/// <summary>
/// An append-only file of records. An appended record survives the death of the process; a durable one survives a power cut. Those who
/// wait for durability share fdatasyncs (group commit): one runs at a time, on a thread of the pool, for all who came before it.
/// A file that has grown beyond what counts is rewritten beside it, while appending goes on, and replaced.
/// </summary>
internal sealed class Journal : IThreadPoolWorkItem, IAsyncDisposable
{
    private readonly IJournalFolder _folder;
    private readonly JournalSettings _settings;

    // Guards all that follows. Held over one write(2) or rename(2), never over a sync.
    private readonly Lock _lock = new();
    private readonly PooledBuffer _frame = new(1024);
    private IJournalFile _file; // replaced by the worker only
    private long _length; // of its whole records
    private long _rewriteAbove;
    private bool _isTorn; // a part of a record may lie behind them
    private bool _isNameDurable; // no fdatasync of the file sees to that
    private long _appended;
    private long _durable;
    private Exception? _failure; // since then nobody knows what of the file is on the disk
    private JournalRewrite? _rewrite;
    private TaskCompletionSource? _waiting;
    private TaskCompletionSource? _syncing;
    private long _target; // what _syncing covers
    private bool _isWorking; // Execute runs, or will
    private bool _isClosed;
    private TaskCompletionSource? _idle;

    private Journal(IJournalFolder folder, JournalSettings settings, IJournalFile file, long length, long liveLength)
    {
        (_folder, _settings, _file, _length) = (folder, settings, file, length);
        _rewriteAbove = Limit(liveLength);
    }

    /// <summary>The last record that was appended.</summary>
    public JournalPosition Last
    {
        get
        {
            lock (_lock)
            {
                return new JournalPosition(_appended);
            }
        }
    }

    private string NewName => _settings.Name + ".new";

    /// <summary>Opens a journal that was read, or makes it. Failures are IOExceptions or UnauthorizedAccessExceptions.</summary>
    /// <param name="wholeLength">Bytes of its whole records, of which what follows is cut off.</param>
    /// <param name="liveLength">Bytes of those records that count.</param>
    public static Journal Open(IJournalFolder folder, JournalSettings settings, long wholeLength, long liveLength)
    {
        IJournalFile file = folder.Open(settings.Name);
        try
        {
            if (file.Length != wholeLength)
            {
                file.Truncate(wholeLength);
            }

            var journal = new Journal(folder, settings, file, wholeLength, liveLength);
            folder.Delete(journal.NewName);
            journal.SyncName();
            return journal;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Appends a record: once this returns it survives the death of the process. A DaemonException of kind System when it cannot be written; the
    /// journal is then as before.</summary>
    /// <param name="payload">1 to <see cref="JournalFrame.MaxPayload"/> bytes.</param>
    public JournalPosition Append(ReadOnlySpan<byte> payload)
    {
        if (payload.Length is 0 or > JournalFrame.MaxPayload)
        {
            throw DaemonException.System($"a record of {payload.Length} bytes does not fit into the journal");
        }

        lock (_lock)
        {
            if (_isClosed)
            {
                throw DaemonException.System("the journal is closed");
            }

            _frame.Clear();
            JournalFrame.Write(_frame, payload);
            if (_length > _rewriteAbove)
            {
                StartRewrite();
            }

            Write(_frame.WrittenSpan);
            _rewrite?.Follow(_frame.WrittenSpan);
            return new JournalPosition(++_appended);
        }
    }

    /// <summary>Completes when the record, and all before it, survive a power cut; with a DaemonException of kind System when that cannot be had. The sync
    /// begins at once, so a caller with other work may await it later, or not at all.</summary>
    public ValueTask DurableAsync(JournalPosition position)
    {
        lock (_lock)
        {
            if (position.Number <= _durable)
            {
                return ValueTask.CompletedTask;
            }

            if (_syncing is not null && position.Number <= _target)
            {
                return new ValueTask(_syncing.Task);
            }

            if (_isClosed)
            {
                return ValueTask.FromException(DaemonException.System("the journal is closed"));
            }

            return new ValueTask(SyncNext());
        }
    }

    /// <summary>Makes what was appended durable soon; nobody waits for it.</summary>
    public void SyncSoon()
    {
        lock (_lock)
        {
            if (_durable < _appended && !_isClosed)
            {
                _ = SyncNext();
            }
        }
    }

    /// <summary>Has the file rewritten soon, whatever its length.</summary>
    public void RequestRewrite()
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                StartRewrite();
            }
        }
    }

    /// <summary>Makes all durable, if it can be, and closes the file when nothing is under way any more.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await DurableAsync(Last);
        }
        catch (DaemonException)
        {
            // Told already.
        }

        Task idle = Task.CompletedTask;
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            if (_isWorking || _rewrite is not null)
            {
                _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                idle = _idle.Task;
            }
        }

        await idle;
        _file.Dispose();
        _frame.Dispose();
    }

    /// <summary>The worker: syncs, or replaces the file, while anybody waits for it. One at a time; none while the journal is idle.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        while (TryTakeWork(out JournalRewrite? rewrite, out bool isPrepared))
        {
            Exception? failure = Settle(rewrite, isPrepared);
            TaskCompletionSource? batch;
            lock (_lock)
            {
                (batch, _syncing) = (_syncing, null);
            }

            if (failure is null)
            {
                batch?.SetResult();
                continue;
            }

            _settings.OnFailed(failure);
            if (batch is not null)
            {
                batch.SetException(DaemonException.System($"the journal cannot be made durable: {failure.Message}", failure));
                _ = batch.Task.Exception; // Seen, though nobody may await it.
            }
        }
    }

    private long Limit(long liveLength) => Math.Max(_settings.RewriteAbove, liveLength * _settings.RewriteFactor);

    /// <summary>Nobody waits for it: it is over, in the background, before the first record is.</summary>
    private void SyncName()
    {
        lock (_lock)
        {
            _ = SyncNext();
        }
    }

    /// <summary>The end of the next sync to begin. Under the lock.</summary>
    private Task SyncNext()
    {
        _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Work();
        return _waiting.Task;
    }

    /// <summary>Under the lock.</summary>
    private void Work()
    {
        if (!_isWorking)
        {
            _isWorking = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Writes a whole frame or nothing. Under the lock.</summary>
    private void Write(ReadOnlySpan<byte> frame)
    {
        try
        {
            CutTorn();
            _isTorn = true;
            int written = _file.Append(frame);
            if (written < frame.Length)
            {
                throw new IOException($"only {written} of {frame.Length} bytes could be written: the disk is full, or a limit is reached");
            }

            (_isTorn, _length) = (false, _length + frame.Length);
        }
        catch (IOException failure)
        {
            try
            {
                CutTorn();
            }
            catch (IOException)
            {
                // The next append tries again; if none comes, the next daemon finds the part of a record, and drops it.
            }

            throw DaemonException.System($"writing the journal: {failure.Message}", failure);
        }
    }

    /// <summary>Cuts off the part of a record that a failed append may have left. Under the lock.</summary>
    private void CutTorn()
    {
        if (_isTorn)
        {
            _file.Truncate(_length);
            _isTorn = false;
        }
    }

    /// <summary>Under the lock, and before anything is appended that it has to follow.</summary>
    private void StartRewrite()
    {
        if (_rewrite is not null)
        {
            return;
        }

        _rewrite = new JournalRewrite(_folder, NewName);
        ThreadPool.UnsafeQueueUserWorkItem(static work => work.Journal.PrepareBeside(work.Rewrite), (Journal: this, Rewrite: _rewrite), preferLocal: false);
    }

    /// <summary>The long part of a rewriting, while syncs and appends go on.</summary>
    private void PrepareBeside(JournalRewrite rewrite)
    {
        Exception? failure = null;
        try
        {
            Prepare(rewrite);
        }
        catch (Exception abandoned)
        {
            failure = abandoned;
            Abandon(rewrite);
            _settings.OnFailed(abandoned);
        }

        lock (_lock)
        {
            rewrite.IsReady = failure is null;
            Work();
        }
    }

    private void Prepare(JournalRewrite rewrite)
    {
        rewrite.Create();
        _settings.WriteLive(rewrite);
        rewrite.Sync();
    }

    /// <summary>What the worker is to do next; false when there is nothing, and it ends.</summary>
    /// <param name="rewrite">The new file that is to replace the old one; null: sync the present one.</param>
    private bool TryTakeWork(out JournalRewrite? rewrite, out bool isPrepared)
    {
        lock (_lock)
        {
            isPrepared = _rewrite is { IsReady: true };
            rewrite = isPrepared ? _rewrite : null;

            // After a failed sync only a new file can be trusted; one that is being prepared is waited for.
            bool mustWait = _failure is not null && _rewrite is { IsReady: false };
            if ((_waiting is null && rewrite is null) || mustWait)
            {
                _isWorking = false;
                if (_rewrite is null)
                {
                    _idle?.TrySetResult();
                }

                return false;
            }

            if (_failure is not null && rewrite is null)
            {
                rewrite = _rewrite = new JournalRewrite(_folder, NewName);
            }

            (_syncing, _waiting, _target) = (_waiting, null, _appended);
            return true;
        }
    }

    /// <summary>Makes what was appended durable, in the new file if there is one; gives the failure.</summary>
    private Exception? Settle(JournalRewrite? rewrite, bool isPrepared)
    {
        if (rewrite is not null)
        {
            try
            {
                if (!isPrepared)
                {
                    Prepare(rewrite);
                }

                Replace(rewrite);
            }
            catch (Exception failure)
            {
                Abandon(rewrite);
                if (_failure is not null)
                {
                    return failure;
                }

                _settings.OnFailed(failure);
            }
        }

        return TrySync();
    }

    /// <summary>
    /// Puts the new file in the old one's place. No sync runs beside it, so what is durable in the old file is durable in the new one, too,
    /// before it is renamed.
    /// </summary>
    private void Replace(JournalRewrite rewrite)
    {
        PooledBuffer followed;
        lock (_lock)
        {
            followed = rewrite.TakeFollowed();
        }

        using (followed)
        {
            rewrite.Write(followed.WrittenSpan);
        }

        rewrite.Sync();
        IJournalFile old;
        lock (_lock)
        {
            long live = rewrite.Length;
            using (PooledBuffer rest = rewrite.TakeFollowed())
            {
                rewrite.Write(rest.WrittenSpan);
            }

            CrashPoint.At("journal:rewritten");
            _folder.Rename(NewName, _settings.Name);
            CrashPoint.At("journal:renamed");
            (old, _file, _rewrite) = (_file, rewrite.TakeFile(), null);
            (_length, _rewriteAbove, _isTorn, _isNameDurable, _target) = (rewrite.Length, Limit(live), false, false, _appended);
        }

        old.Dispose();
        rewrite.Dispose();
    }

    /// <summary>Gives the failure, after which nothing more is durable until the file is rewritten.</summary>
    private Exception? TrySync()
    {
        Exception? failure = null;
        try
        {
            if (!_isNameDurable)
            {
                _folder.Sync();
                _isNameDurable = true;
            }

            if (_durable < _target)
            {
                _file.Sync();
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            failure = failed;
        }

        lock (_lock)
        {
            _failure = failure;
            if (failure is null)
            {
                _durable = _target;
            }
        }

        return failure;
    }

    /// <summary>Gives a rewriting up; the present file has everything.</summary>
    private void Abandon(JournalRewrite rewrite)
    {
        lock (_lock)
        {
            _rewrite = null;
            _rewriteAbove = _length + _settings.RewriteAbove;
        }

        rewrite.Dispose();
        try
        {
            _folder.Delete(NewName);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It is truncated by the next rewriting, and deleted by the next daemon.
        }
    }
}
