namespace Aot.Daemon.Linux.Nftables;

/// <summary>A named set or map of a table: what its keys (and values) are.</summary>
internal sealed record NftSet
{
    public required string Name { get; init; }

    /// <summary>One of NftConstants.Type*, or several, six bits each: only how nft(8) shows them.</summary>
    public required uint KeyType { get; init; }

    /// <summary>Bytes; each component of a concatenation fills up to a multiple of four.</summary>
    public required int KeyBytes { get; init; }

    /// <summary>Ranges of keys: an element at the beginning and one behind the end of each.</summary>
    public bool HasRanges { get; init; }

    /// <summary>The key is one link's name: without being told so, nft(8) shows it reversed.</summary>
    public bool IsName => KeyType == NftConstants.TypeInterfaceName;

    public uint ValueType { get; init; }

    /// <summary>Bytes; 0: a set, not a map.</summary>
    public int ValueBytes { get; init; }

    /// <summary>Components in nft's words: `ipv4_addr . inet_service`.</summary>
    public static uint Types(params ReadOnlySpan<uint> types)
    {
        uint all = 0;
        foreach (uint type in types)
        {
            all = (all << 6) | type;
        }

        return all;
    }
}
