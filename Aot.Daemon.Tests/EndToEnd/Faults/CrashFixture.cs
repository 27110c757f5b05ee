using Aot.Daemon.Tests.EndToEnd.Fixtures;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>For faults that a build for tests has in itself.</summary>
public sealed class CrashFixture : FaultFixture
{
    private protected override AotdUnderTest Create() => new CrashingAotd();
}
