using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>The runtime spec that a start gives the engine. To be disposed of once, by whoever asked for it.</summary>
/// <param name="Json">UTF-8 JSON, on memory that is used again after the disposal.</param>
internal readonly record struct PreparedSpec(PooledBuffer Json, ContainerSpecs Owner) : IDisposable
{
    public void Dispose() => Owner.TakeBack(Json);
}
