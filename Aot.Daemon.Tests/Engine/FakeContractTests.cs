using Aot.Daemon.Engine;

namespace Aot.Daemon.Tests.Engine;

/// <summary>The fake keeps the contract too.</summary>
public sealed class FakeContractTests : EngineContract
{
    internal override RuntimeSelection Runtime { get; } = new("fake", "/nonexistent");

    internal override Task<IContainerEngine> OpenEngineAsync() => Task.FromResult<IContainerEngine>(new FakeEngine(TimeProvider.System));

    internal override async Task CloseEngineAsync(IContainerEngine engine) => await engine.DisposeAsync();
}
