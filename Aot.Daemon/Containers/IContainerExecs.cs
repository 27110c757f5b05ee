using Aot.Daemon.Engine;

namespace Aot.Daemon.Containers;

/// <summary>What containers need of execs. An interface, so that they do not depend on that feature.</summary>
internal interface IContainerExecs
{
    void OnExit(ProcessExit exit);

    /// <summary>The container's run is over, and with it all its execs.</summary>
    void OnContainerGone(string containerId);

    /// <summary>The ids of the execs that run in a container; null for none.</summary>
    string[]? IdsOf(string containerId);
}
