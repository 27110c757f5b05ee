namespace Aot.Daemon.Images.Contracts;

/// <summary>An unpacked layer on disk: &lt;data-root&gt;/layers/&lt;chain&gt;/layer.json.</summary>
internal sealed record LayerRecord
{
    /// <summary>The version of this format.</summary>
    public int Version { get; init; } = 1;

    public required string ChainId { get; init; }

    /// <summary>The digest of the uncompressed layer.</summary>
    public required string DiffId { get; init; }

    /// <summary>The digest of the blob that it was unpacked from, perhaps compressed.</summary>
    public required string Blob { get; init; }

    /// <summary>The chain id of the layer below; null for the lowest.</summary>
    public string? Parent { get; init; }

    /// <summary>Bytes of the regular files in it.</summary>
    public required long Size { get; init; }
}
