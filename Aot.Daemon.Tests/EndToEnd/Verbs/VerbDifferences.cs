using Aot.Daemon.Tests.EndToEnd.Probe;

namespace Aot.Daemon.Tests.EndToEnd.Verbs;

/// <summary>All differences between the outputs of aotd and of dockerd 20.10 that are meant. Anything else fails the comparison.</summary>
internal static class VerbDifferences
{
    public static IReadOnlyList<ExplainedDifference> All { get; } =
    [
        new("create", "no/such:image", "dockerd pulls what is not there, and finds no registry here; aotd does not pull yet."),
        new(
            "start", "OCI runtime create failed: runc (create|run) failed",
            "aotd has the runtime create and start in one, and says `failed to create task for container`, as dockerd does since 23."),
        new("run", "OCI runtime create failed: runc (create|run) failed", "As for start."),
        new("run", "untime.* none$", "dockerd's words since 23."),
        new("signal", ".", "Stop takes a signal since API 1.42; dockerd 20.10 does not heed it."),
        new("events", "name=sig ", "As above."),
        new("exec", "^(3|4|12) .*: exit 12[67]$", "dockerd 20.10 has 126 for every exec that cannot begin; later ones have 127 for what is not there."),
        new(
            "exec", "--privileged", "This host lacks a capability: dockerd asks for it and fails, aotd gives what the host has. As root in a container without limits both do."),
        new("events", "^exec_die .*name=whole ", "As above: of an exec that could not begin nobody tells the end."),
    ];
}
