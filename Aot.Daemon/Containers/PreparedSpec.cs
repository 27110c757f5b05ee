using Aot.Daemon.Engine;

namespace Aot.Daemon.Containers;

/// <summary>What a start gives the engine: the runtime, and its spec in UTF-8 JSON.</summary>
internal sealed record PreparedSpec(RuntimeSelection Runtime, ReadOnlyMemory<byte> Json);
