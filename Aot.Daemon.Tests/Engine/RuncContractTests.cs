using Aot.Daemon.Engine;

namespace Aot.Daemon.Tests.Engine;

public sealed class RuncContractTests : EmbeddedEngineContract
{
    internal override RuntimeSelection Runtime { get; } = new("runc", "/usr/sbin/runc");
}
