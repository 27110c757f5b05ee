using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>What a start gives the engine. To be disposed of once, by whoever asked for it.</summary>
/// <param name="Json">The runtime spec, UTF-8 JSON, on memory that is used again after the disposal.</param>
internal readonly record struct PreparedSpec(RuntimeSelection Runtime, PooledBuffer Json, ContainerSpecs Owner) : IDisposable
{
    public void Dispose() => Owner.TakeBack(Json);
}
