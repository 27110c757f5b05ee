namespace Aot.Daemon.Engine;

/// <summary>Which streams an attachment carries.</summary>
internal sealed record AttachOptions
{
    public bool Stdin { get; init; }

    public bool Stdout { get; init; }

    public bool Stderr { get; init; }
}
