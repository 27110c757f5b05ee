using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Scenarios;

namespace Aot.Daemon.Tests.EndToEnd.Aotd;

public sealed class DaemonStartOnAotd : DaemonStartScenarios
{
    /// <summary>live-restore is aotd's default.</summary>
    protected override string[] KeepContainers => [];

    protected override string[] StopContainers => ["--live-restore=false"];

    internal override DaemonUnderTest Create(string? dataRoot = null) => new AotdUnderTest(dataRoot);
}
