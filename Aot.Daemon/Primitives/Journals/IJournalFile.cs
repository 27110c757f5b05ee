namespace Aot.Daemon.Primitives.Journals;

/// <summary>A journal's open file. Failures are IOExceptions in the kernel's words.</summary>
internal interface IJournalFile : IDisposable
{
    long Length { get; }

    /// <summary>One write(2) at the end.</summary>
    /// <returns>How many bytes were written: fewer than given on a full disk.</returns>
    int Append(ReadOnlySpan<byte> bytes);

    void Truncate(long length);

    /// <summary>fdatasync(2): what was appended survives a power cut.</summary>
    void Sync();
}
