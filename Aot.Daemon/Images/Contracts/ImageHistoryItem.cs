namespace Aot.Daemon.Images.Contracts;

/// <summary>A step in GET /images/{name}/history, newest first.</summary>
internal sealed record ImageHistoryItem
{
    /// <summary>The image's id for its newest step; `&lt;missing&gt;` for the others.</summary>
    public required string Id { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Created { get; init; }

    public required string CreatedBy { get; init; }

    public required string[]? Tags { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    public required string Comment { get; init; }
}
