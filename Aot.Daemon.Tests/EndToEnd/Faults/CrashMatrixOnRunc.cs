namespace Aot.Daemon.Tests.EndToEnd.Faults;

public sealed class CrashMatrixOnRunc(CrashFixture fixture) : CrashMatrixTests(fixture, "runc");
