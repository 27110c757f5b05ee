namespace Aot.Daemon.Containers;

/// <summary>A state as the journal has it.</summary>
/// <param name="Boot">In which boot of the host.</param>
internal readonly record struct StateEntry(ContainerState State, Guid Boot);
