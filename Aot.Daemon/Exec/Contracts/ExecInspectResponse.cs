namespace Aot.Daemon.Exec.Contracts;

/// <summary>The answer of GET /exec/{id}/json.</summary>
internal sealed record ExecInspectResponse
{
    public required string ID { get; init; }

    public required bool Running { get; init; }

    /// <summary>Null until it ended.</summary>
    public required int? ExitCode { get; init; }

    public required ExecProcessConfig ProcessConfig { get; init; }

    public required bool OpenStdin { get; init; }

    public required bool OpenStderr { get; init; }

    public required bool OpenStdout { get; init; }

    public required bool CanRemove { get; init; }

    public required string ContainerID { get; init; }

    /// <summary>The detach keys' bytes (base64 in JSON); empty when the client gave none.</summary>
    public required byte[] DetachKeys { get; init; }

    /// <summary>The host's pid; 0 when it was not started.</summary>
    public required int Pid { get; init; }
}
