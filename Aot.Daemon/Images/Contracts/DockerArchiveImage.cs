namespace Aot.Daemon.Images.Contracts;

/// <summary>One image in `manifest.json` of a docker archive: paths in the archive.</summary>
internal sealed record DockerArchiveImage
{
    public string Config { get; init => field = value ?? ""; } = "";

    public string[]? RepoTags { get; init; }

    /// <summary>Bottom first.</summary>
    public string[]? Layers { get; init; }
}
