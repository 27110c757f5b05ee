namespace Aot.Daemon.Tests.EndToEnd.Fixtures;

/// <summary>The published aotd.</summary>
public sealed class AotdFixture() : DaemonFixture(new AotdUnderTest());
