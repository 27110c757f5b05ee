namespace Aot.Daemon.Tests.EndToEnd.Faults;

public sealed class OutsideFaultsOnCrun(OutsideFixture fixture) : OutsideFaultTests(fixture, "crun");
