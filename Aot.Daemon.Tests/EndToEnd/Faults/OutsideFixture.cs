using Aot.Daemon.Tests.EndToEnd.Fixtures;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>For faults that come to the published binary from outside.</summary>
public sealed class OutsideFixture : FaultFixture
{
    private protected override AotdUnderTest Create() => new WrappedAotd();
}
