using Aot.Daemon.Containers.Attach;

namespace Aot.Daemon.Exec;

/// <summary>What an exec is to run, as its creation fixed it.</summary>
internal sealed record ExecConfig
{
    public required string Id { get; init; }

    /// <summary>The full id of its container.</summary>
    public required string ContainerId { get; init; }

    /// <summary>The command and its arguments; at least one.</summary>
    public required string[] Command { get; init; }

    /// <summary>user[:group] as given; empty for the container's.</summary>
    public string User { get; init; } = "";

    /// <summary>Additional to, and stronger than, the container's environment.</summary>
    public string[] Env { get; init; } = [];

    /// <summary>Empty for the container's.</summary>
    public string WorkingDir { get; init; } = "";

    public bool Privileged { get; init; }

    public bool Tty { get; init; }

    public bool OpenStdin { get; init; }

    public bool OpenStdout { get; init; }

    public bool OpenStderr { get; init; }

    /// <summary>Null when the client gave none: the default is used.</summary>
    public DetachKeys? DetachKeys { get; init; }

    /// <summary>The terminal's size unless the start gives one.</summary>
    public TerminalSize? ConsoleSize { get; init; }
}
