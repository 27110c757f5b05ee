namespace Aot.Daemon.Primitives.Journals;

/// <summary>The folder that a journal lies in; names are names in it. Failures are IOExceptions or UnauthorizedAccessExceptions.</summary>
internal interface IJournalFolder
{
    /// <summary>Null when there is no such file.</summary>
    Stream? OpenRead(string name);

    /// <summary>Opens for appending; an empty file is made where there is none.</summary>
    IJournalFile Open(string name);

    void Rename(string from, string to);

    /// <summary>Nothing happens when there is no such file.</summary>
    void Delete(string name);

    /// <summary>fsync(2) of the folder: its names survive a power cut.</summary>
    void Sync();
}
