using Aot.Daemon.Engine;
using Aot.Daemon.Engine.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aot.Daemon.Tests.Engine;

/// <summary>The contract on the engine over the supervisor.</summary>
public abstract class EmbeddedEngineContract : EngineContract
{
    /// <summary>The supervisor of the tests: this build's aotd.dll by the host that runs the tests.</summary>
    internal static SupervisorCommand Supervisor { get; } = new(
        Environment.ProcessPath!, ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "aotd.dll"), "supervise"])
    {
        Environment = ["DOTNET_TieredPGO=0", "DOTNET_TieredCompilation=1"],
    };

    internal override async Task<IContainerEngine> OpenEngineAsync()
    {
        EmbeddedEngine engine = new(Sandbox.ExecRoot, Supervisor, NullLogger<EmbeddedEngine>.Instance, TimeProvider.System);
        engine.Start();
        await Task.CompletedTask;
        return engine;
    }

    internal override async Task CloseEngineAsync(IContainerEngine engine)
    {
        await ((EmbeddedEngine)engine).ShutdownSupervisorAsync(Deadline);
        await engine.DisposeAsync();
    }
}
