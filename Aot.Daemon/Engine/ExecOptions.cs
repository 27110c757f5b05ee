namespace Aot.Daemon.Engine;

/// <summary>An additional process of a task.</summary>
internal sealed record ExecOptions
{
    /// <summary>The exec's full id.</summary>
    public required string ExecId { get; init; }

    /// <summary>The `process` object of the OCI runtime spec, UTF-8 JSON; read before the exec's creation returns, and not after.</summary>
    public required ReadOnlyMemory<byte> ProcessSpec { get; init; }

    public required StdioOptions Stdio { get; init; }
}
