using System.Numerics;

namespace Aot.Daemon.Networks.Ipam;

/// <summary>
/// A set of addresses, by number: bitmaps of 1,024 addresses each, present only where there is something in them. A subnet of any size costs what is used
/// of it; the next free address is found by looking at one word for every 64 addresses, and at one number for every full bitmap. Not thread-safe.
/// </summary>
internal sealed class AddressSet
{
    private const int ChunkBits = 10;
    private const int ChunkSize = 1 << ChunkBits;
    private const int WordBits = 64;

    private readonly Dictionary<UInt128, Chunk> _chunks = [];

    /// <summary>False when it is there already.</summary>
    public bool Add(UInt128 address)
    {
        UInt128 key = address >> ChunkBits;
        if (!_chunks.TryGetValue(key, out Chunk? chunk))
        {
            _chunks[key] = chunk = new Chunk();
        }

        return chunk.Add(Offset(address));
    }

    /// <summary>False when it is not there.</summary>
    public bool Remove(UInt128 address)
    {
        UInt128 key = address >> ChunkBits;
        if (!_chunks.TryGetValue(key, out Chunk? chunk) || !chunk.Remove(Offset(address)))
        {
            return false;
        }

        if (chunk.Count == 0)
        {
            _chunks.Remove(key);
        }

        return true;
    }

    public bool Contains(UInt128 address) => _chunks.TryGetValue(address >> ChunkBits, out Chunk? chunk) && chunk.Contains(Offset(address));

    /// <summary>The first address from one to another, both included, that is not in the set; null when all are.</summary>
    public UInt128? FirstFree(UInt128 from, UInt128 to)
    {
        UInt128 address = from;
        while (address <= to)
        {
            UInt128 key = address >> ChunkBits;
            if (!_chunks.TryGetValue(key, out Chunk? chunk))
            {
                return address;
            }

            if (chunk.FirstFree(Offset(address)) is { } offset)
            {
                UInt128 found = (key << ChunkBits) + (UInt128)offset;
                return found <= to ? found : null;
            }

            address = (key + 1) << ChunkBits;
            if (address == 0)
            {
                return null; // The end of all addresses.
            }
        }

        return null;
    }

    private static int Offset(UInt128 address) => (int)(address & (ChunkSize - 1));

    private sealed class Chunk
    {
        private readonly ulong[] _words = new ulong[ChunkSize / WordBits];

        public int Count { get; private set; }

        public bool Contains(int offset) => (_words[offset / WordBits] & Bit(offset)) != 0;

        public bool Add(int offset)
        {
            if (Contains(offset))
            {
                return false;
            }

            _words[offset / WordBits] |= Bit(offset);
            Count++;
            return true;
        }

        public bool Remove(int offset)
        {
            if (!Contains(offset))
            {
                return false;
            }

            _words[offset / WordBits] &= ~Bit(offset);
            Count--;
            return true;
        }

        public int? FirstFree(int from)
        {
            if (Count == ChunkSize)
            {
                return null;
            }

            ulong free = ~_words[from / WordBits] & (ulong.MaxValue << (from % WordBits));
            for (int word = from / WordBits; ;)
            {
                if (free != 0)
                {
                    return (word * WordBits) + BitOperations.TrailingZeroCount(free);
                }

                if (++word == _words.Length)
                {
                    return null;
                }

                free = ~_words[word];
            }
        }

        private static ulong Bit(int offset) => 1UL << (offset % WordBits);
    }
}
