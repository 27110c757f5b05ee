namespace Aot.Daemon.Primitives.Journals;

/// <summary>A record's place in a journal: the how-manieth it is since the journal was opened. Rewriting the journal does not change it.</summary>
internal readonly record struct JournalPosition(long Number);
