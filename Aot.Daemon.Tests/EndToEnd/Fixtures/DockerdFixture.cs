namespace Aot.Daemon.Tests.EndToEnd.Fixtures;

/// <summary>Debian's dockerd.</summary>
public sealed class DockerdFixture() : DaemonFixture(new DockerdUnderTest());
