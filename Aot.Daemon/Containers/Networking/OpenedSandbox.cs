using Aot.Daemon.Networks.Contracts;

namespace Aot.Daemon.Containers.Networking;

/// <summary>What a start has of networks.</summary>
/// <param name="State">Null: the container has another's network.</param>
/// <param name="Etc">What its files in /etc say.</param>
/// <param name="Environment">Variables of its links.</param>
internal sealed record OpenedSandbox(SandboxState? State, EtcNetworks? Etc, string[] Environment)
{
    public static readonly OpenedSandbox None = new(null, null, []);
}
