using Aot.Daemon.Tests.EndToEnd.Fixtures;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>The published aotd, with runtimes that can be made to misbehave.</summary>
internal sealed class WrappedAotd : AotdUnderTest
{
    protected override IEnumerable<string> CommandLine() => [.. base.CommandLine(), .. FaultyRuntime.Install(this)];
}
