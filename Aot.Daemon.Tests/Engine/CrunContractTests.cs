using Aot.Daemon.Engine;

namespace Aot.Daemon.Tests.Engine;

public sealed class CrunContractTests : EmbeddedEngineContract
{
    internal override RuntimeSelection Runtime { get; } = new("crun", "/usr/bin/crun");
}
