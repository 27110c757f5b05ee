namespace Aot.Daemon.Tests.EndToEnd.Faults;

public sealed class OutsideFaultsOnRunc(OutsideFixture fixture) : OutsideFaultTests(fixture, "runc");
