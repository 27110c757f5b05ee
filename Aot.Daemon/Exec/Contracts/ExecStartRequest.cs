namespace Aot.Daemon.Exec.Contracts;

/// <summary>The body of POST /exec/{id}/start.</summary>
internal sealed record ExecStartRequest
{
    public bool Detach { get; init; }

    public bool Tty { get; init; }

    /// <summary>Rows and columns; since API 1.42, and for terminals only.</summary>
    public int[]? ConsoleSize { get; init; }
}
