namespace Aot.Daemon.Containers.Attach;

/// <summary>
/// Looks for the detach keys in what is typed. Keys that may be the beginning of the sequence are held back until the next ones tell;
/// they may come in different reads, and the sequence may overlap itself (a,a,b in aaab).
/// </summary>
internal sealed class DetachScanner
{
    private readonly ReadOnlyMemory<byte> _keys;

    // Knuth, Morris, Pratt: after n keys that match, the length of the longest shorter beginning of the sequence that they also end with.
    private readonly int[] _fallback;
    private int _matched;

    public DetachScanner(DetachKeys keys)
    {
        _keys = keys.Bytes;
        _fallback = new int[_keys.Length + 1];
        ReadOnlySpan<byte> sequence = _keys.Span;
        for (int length = 2, prefix = 0; length <= sequence.Length; length++)
        {
            while (prefix > 0 && sequence[prefix] != sequence[length - 1])
            {
                prefix = _fallback[prefix];
            }

            if (sequence[prefix] == sequence[length - 1])
            {
                prefix++;
            }

            _fallback[length] = prefix;
        }
    }

    /// <summary>The bytes that <see cref="Scan"/> may write more than it is given.</summary>
    public int MaxHeld => _keys.Length;

    /// <summary>Copies to <paramref name="passed"/> what is for the process.</summary>
    /// <returns>True once the sequence is complete; what follows it is dropped.</returns>
    public bool Scan(ReadOnlySpan<byte> typed, Span<byte> passed, out int count)
    {
        ReadOnlySpan<byte> sequence = _keys.Span;
        count = 0;
        foreach (byte key in typed)
        {
            while (_matched > 0 && sequence[_matched] != key)
            {
                // The first keys held are no part of the sequence any more.
                int kept = _fallback[_matched];
                sequence[..(_matched - kept)].CopyTo(passed[count..]);
                count += _matched - kept;
                _matched = kept;
            }

            if (sequence[_matched] != key)
            {
                passed[count++] = key;
            }
            else if (++_matched == sequence.Length)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The input ended: what is held was no detaching after all.</summary>
    public ReadOnlyMemory<byte> Flush()
    {
        ReadOnlyMemory<byte> held = _keys[.._matched];
        _matched = 0;
        return held;
    }
}
