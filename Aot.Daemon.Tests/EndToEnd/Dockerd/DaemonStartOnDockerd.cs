using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Scenarios;

namespace Aot.Daemon.Tests.EndToEnd.Dockerd;

public sealed class DaemonStartOnDockerd : DaemonStartScenarios
{
    protected override string[] KeepContainers => ["--live-restore"];

    /// <summary>dockerd's default.</summary>
    protected override string[] StopContainers => [];

    internal override DaemonUnderTest Create(string? dataRoot = null) => new DockerdUnderTest(dataRoot);
}
