namespace Aot.Daemon.Tests.Primitives.Journals;

/// <summary>What a power cut makes of the bytes at a file's end that were not synced.</summary>
public enum UnsyncedTail
{
    Lost,
    Half,
    Zeros,
    Kept,
}
