using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>What a start gives the engine: the runtime, and its spec in UTF-8 JSON on pooled memory.</summary>
internal sealed record PreparedSpec(RuntimeSelection Runtime, PooledBuffer Json) : IDisposable
{
    public void Dispose() => Json.Dispose();
}
