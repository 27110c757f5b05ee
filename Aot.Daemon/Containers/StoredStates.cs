using Aot.Daemon.Primitives.Journals;

namespace Aot.Daemon.Containers;

/// <summary>What the journal has of each container: its last whole entry, unread.</summary>
internal sealed record StoredStates
{
    public static readonly StoredStates None = new();

    /// <summary>The journal cannot be read at all.</summary>
    public static readonly StoredStates Lost = new() { IsDamaged = true };

    /// <summary>By container id, as in <see cref="StateFormat"/>.</summary>
    public IReadOnlyDictionary<string, byte[]> Payloads { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Bytes of the journal's whole records.</summary>
    public long WholeLength { get; init; }

    /// <summary>Bytes of those of them that count.</summary>
    public long LiveLength => Payloads.Values.Sum(payload => (long)JournalFrame.HeaderSize + payload.Length);

    /// <summary>Bytes after a damage or a cut.</summary>
    public long DroppedLength { get; init; }

    /// <summary>What the disk said.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Entries may be missing: containers may have gone on from the states that are here.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>Failures are IOExceptions or UnauthorizedAccessExceptions, of opening only.</summary>
    public static StoredStates Read(IJournalFolder folder, string name)
    {
        var last = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (folder.OpenRead(name) is not { } stream)
        {
            return None;
        }

        using var reader = new JournalReader(stream);
        while (reader.TryRead(out ReadOnlySpan<byte> payload))
        {
            if (StateFormat.ReadId(payload) is { } id)
            {
                last[id] = payload.ToArray();
            }
        }

        return new StoredStates
        {
            Payloads = last,
            WholeLength = reader.WholeLength,
            DroppedLength = reader.DroppedLength,
            Failure = reader.Failure,
            IsDamaged = reader.DroppedLength > 0 || reader.Failure is not null,
        };
    }

    /// <summary>The entries of these containers alone.</summary>
    public StoredStates Only(IReadOnlySet<string> ids) =>
        new() { Payloads = Payloads.Where(stored => ids.Contains(stored.Key)).ToDictionary(StringComparer.Ordinal) };
}
