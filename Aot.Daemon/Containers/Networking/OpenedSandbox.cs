using Aot.Daemon.Networks.Contracts;

namespace Aot.Daemon.Containers.Networking;

/// <summary>What a start has of networks.</summary>
/// <param name="State">Null: the container has another's network.</param>
/// <param name="Etc">What its files in /etc say.</param>
internal sealed record OpenedSandbox(SandboxState? State, EtcNetworks? Etc)
{
    public static readonly OpenedSandbox None = new(null, null);
}
