namespace Aot.Daemon.Primitives.Journals;

/// <summary>What a journal's owner decides.</summary>
internal sealed record JournalSettings
{
    /// <summary>The file's name in its folder; with ".new" it is that of a file which is to replace it.</summary>
    public required string Name { get; init; }

    /// <summary>Writes what counts, one record each, when the journal is rewritten: at least the effect of every record whose append has returned.
    /// Called from any thread, under no lock of the journal.</summary>
    public required Action<JournalRewrite> WriteLive { get; init; }

    /// <summary>Told of what nobody may be waiting for: a sync or a rewriting that failed. Called from any thread.</summary>
    public required Action<Exception> OnFailed { get; init; }

    /// <summary>Bytes below which the file is never rewritten.</summary>
    public long RewriteAbove { get; init; } = 256 * 1024;

    /// <summary>The file is rewritten when it is so many times as long as what counts was at the last rewriting.</summary>
    public int RewriteFactor { get; init; } = 4;
}
