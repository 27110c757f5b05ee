using Aot.Daemon.Engine;

namespace Aot.Daemon.Tests.Engine;

public sealed class CrunFaultTests : RuntimeFaultContract
{
    internal override RuntimeSelection Runtime { get; } = new("crun", "/usr/bin/crun");
}
