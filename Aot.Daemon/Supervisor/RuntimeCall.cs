using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>One execution of an OCI runtime: `runtime --root ... --log ... arguments`.</summary>
internal sealed record RuntimeCall
{
    /// <summary>The absolute path of the runtime.</summary>
    public required string Runtime { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Path of the --log file, which is removed at the end.</summary>
    public required string Log { get; init; }

    public required RuntimeStdio Stdio { get; init; }

    /// <summary>Held open by the runtime as long as it runs; or null.</summary>
    public SafeFileHandle? Inherited { get; init; }

    /// <summary>Called when it is run a second time; undoes what the first has written.</summary>
    public Action? BeforeRetry { get; init; }

    /// <summary>When to give it up, if that is earlier than the runtimes' own limit.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.MaxValue;

    /// <summary>Its completion gives the runtime up at once; or null.</summary>
    public Task? Abandoned { get; init; }
}
