namespace Aot.Daemon.Supervisor;

/// <summary>What came of one execution of an OCI runtime.</summary>
/// <param name="Succeeded">It exited with 0.</param>
/// <param name="Message">Why not: the runtime's last error message, or what befell it.</param>
/// <param name="IsOwnWords">The message is the runtime's own.</param>
internal sealed record RuntimeResult(bool Succeeded, string Message, bool IsOwnWords)
{
    /// <summary>It was killed before it had ended, with all that it had started: what it has done is unknown.</summary>
    public bool WasKilled { get; init; }
}
