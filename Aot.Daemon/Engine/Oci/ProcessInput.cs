using Aot.Daemon.Containers.Contracts;

namespace Aot.Daemon.Engine.Oci;

/// <summary>A process of a container, its init or an exec, as the `process` object of the runtime spec needs it.</summary>
internal readonly record struct ProcessInput
{
    /// <summary>The mounted root filesystem, for its users and groups.</summary>
    public required string RootfsPath { get; init; }

    /// <summary>user[:group], names or numbers; empty is root.</summary>
    public required string User { get; init; }

    public string[]? GroupAdd { get; init; }

    /// <summary>The first word of the command; null when it is the first of <see cref="Args"/>.</summary>
    public string? Path { get; init; }

    public required string[] Args { get; init; }

    /// <summary>The command runs below /sbin/docker-init.</summary>
    public bool Init { get; init; }

    /// <summary>The container's environment, on top of dockerd's PATH, HOSTNAME and, with a terminal, TERM.</summary>
    public string[]? Env { get; init; }

    /// <summary>An exec's own environment, on top of that.</summary>
    public string[]? ExecEnv { get; init; }

    /// <summary>The value of HOSTNAME.</summary>
    public required string Hostname { get; init; }

    /// <summary>Empty is the root.</summary>
    public string WorkingDir { get; init; }

    public bool Terminal { get; init; }

    /// <summary>Rows and columns of the terminal; null leaves the kernel's default.</summary>
    public int[]? ConsoleSize { get; init; }

    /// <summary>The capabilities by number. Other users than root only keep them in their bounding set.</summary>
    public required ulong Capabilities { get; init; }

    /// <summary>A privileged exec: the capabilities are in force whoever the user is.</summary>
    public bool KeepCapabilities { get; init; }

    public bool NoNewPrivileges { get; init; }

    public Ulimit[]? Ulimits { get; init; }

    /// <summary>The daemon's limits, for the names that <see cref="Ulimits"/> does not have.</summary>
    public Ulimit[]? DefaultUlimits { get; init; }

    /// <summary>-1000 to 1000.</summary>
    public int OomScoreAdj { get; init; }
}
