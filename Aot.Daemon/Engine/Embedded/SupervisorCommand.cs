namespace Aot.Daemon.Engine.Embedded;

/// <summary>How the supervisor is started; its own options are appended.</summary>
/// <param name="Path">The absolute path of the program.</param>
/// <param name="Arguments">All arguments, argv[0] first, up to and including the verb.</param>
internal sealed record SupervisorCommand(string Path, IReadOnlyList<string> Arguments)
{
    /// <summary>This very binary, even if its file was replaced since (an upgrade).</summary>
    public static SupervisorCommand Own { get; } = new("/proc/self/exe", ["aotd", Supervisor.SupervisorProgram.Verb]);

    /// <summary>NAME=value, beside PATH and the settings of the garbage collector.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];
}
