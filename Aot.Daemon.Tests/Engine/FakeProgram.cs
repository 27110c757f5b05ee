namespace Aot.Daemon.Tests.Engine;

/// <summary>What a process of the fake engine does; returns its exit code. The process's end cancels the token of its streams.</summary>
internal delegate Task<int> FakeProgram(FakeIo io);
