using System.Globalization;
using Aot.Daemon.Supervisor;

namespace Aot.Daemon.Engine.Embedded;

/// <summary>How the supervisor is started; its own options are appended.</summary>
/// <param name="Path">The absolute path of the program.</param>
/// <param name="Arguments">All arguments, argv[0] first, up to and including the verb.</param>
internal sealed record SupervisorCommand(string Path, IReadOnlyList<string> Arguments)
{
    /// <summary>This very binary, even if its file was replaced since (an upgrade).</summary>
    public static SupervisorCommand Own { get; } = new("/proc/self/exe", ["aotd", SupervisorProgram.Verb]);

    /// <summary>How long an OCI runtime may take; null is the supervisor's default.</summary>
    public TimeSpan? RuntimeTimeout { get; init; }

    /// <summary>The options behind the verb.</summary>
    public IEnumerable<string> Options(string execRoot) => RuntimeTimeout is { } limit
        ? [SupervisorProgram.ExecRootOption, execRoot, SupervisorProgram.RuntimeTimeoutOption, ((long)limit.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)]
        : [SupervisorProgram.ExecRootOption, execRoot];

    /// <summary>NAME=value, beside PATH and the settings of the garbage collector.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];
}
