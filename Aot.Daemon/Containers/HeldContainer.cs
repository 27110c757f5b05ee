using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>A container with its gate entered; disposing the gate lets it go.</summary>
internal sealed record HeldContainer(ContainerEntry Entry, AsyncGate.Holder Gate);
