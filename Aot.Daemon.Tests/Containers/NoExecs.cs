using Aot.Daemon.Containers;
using Aot.Daemon.Engine;

namespace Aot.Daemon.Tests.Containers;

/// <summary>Notes what containers tell of execs.</summary>
internal sealed class NoExecs : IContainerExecs
{
    public List<string> Gone { get; } = [];

    public void OnExit(ProcessExit exit)
    {
    }

    public void OnContainerGone(string containerId) => Gone.Add(containerId);

    public string[]? IdsOf(string containerId) => null;
}
