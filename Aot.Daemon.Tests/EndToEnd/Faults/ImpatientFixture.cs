using Aot.Daemon.Tests.EndToEnd.Fixtures;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>For runtimes that hang.</summary>
public sealed class ImpatientFixture : FaultFixture
{
    private protected override AotdUnderTest Create() => new ImpatientAotd();
}
