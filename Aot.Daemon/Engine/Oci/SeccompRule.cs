namespace Aot.Daemon.Engine.Oci;

/// <summary>A rule of the default seccomp profile: what it allows, and which containers get it.</summary>
/// <param name="SystemCalls">Their names, separated by spaces.</param>
/// <param name="Needs">Capabilities that the container must have, all of them; 0 for none.</param>
/// <param name="Without">Capabilities that it must not have, any of them.</param>
/// <param name="Architectures">Where the rule applies.</param>
/// <param name="Argument">A condition on an argument; null for none.</param>
/// <param name="Errno">The error that the calls get; 0 allows them.</param>
internal sealed record SeccompRule(
    string SystemCalls,
    ulong Needs = 0,
    ulong Without = 0,
    SeccompArchitectures Architectures = SeccompArchitectures.All,
    SeccompArgument? Argument = null,
    int Errno = 0);
