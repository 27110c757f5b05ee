namespace Aot.Daemon.Exec.Contracts;

/// <summary>The body of POST /containers/{id}/exec.</summary>
internal sealed record ExecCreateRequest
{
    public string User { get; init => field = value ?? ""; } = "";

    public bool Privileged { get; init; }

    public bool Tty { get; init; }

    /// <summary>Rows and columns; since API 1.42.</summary>
    public int[]? ConsoleSize { get; init; }

    public bool AttachStdin { get; init; }

    public bool AttachStderr { get; init; }

    public bool AttachStdout { get; init; }

    public string DetachKeys { get; init => field = value ?? ""; } = "";

    public string[]? Env { get; init; }

    public string WorkingDir { get; init => field = value ?? ""; } = "";

    public string[]? Cmd { get; init; }
}
