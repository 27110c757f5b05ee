namespace Aot.Daemon.Containers.Contracts;

/// <summary>Options of a tmpfs mount.</summary>
internal sealed record TmpfsOptions
{
    public long SizeBytes { get; init; }

    /// <summary>Mode bits as a decimal number of the octal ones, as Go writes os.FileMode.</summary>
    public uint Mode { get; init; }

    public string[][]? Options { get; init; }
}
