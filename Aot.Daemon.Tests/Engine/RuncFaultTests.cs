using Aot.Daemon.Engine;

namespace Aot.Daemon.Tests.Engine;

public sealed class RuncFaultTests : RuntimeFaultContract
{
    internal override RuntimeSelection Runtime { get; } = new("runc", "/usr/sbin/runc");
}
