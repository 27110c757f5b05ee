namespace Aot.Daemon.Tests.EndToEnd.Faults;

public sealed class CrashMatrixOnCrun(CrashFixture fixture) : CrashMatrixTests(fixture, "crun");
