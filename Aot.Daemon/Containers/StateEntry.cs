namespace Aot.Daemon.Containers;

/// <summary>A state as the journal has it.</summary>
/// <param name="At">When it came about, to the millisecond.</param>
/// <param name="Boot">In which boot of the host.</param>
internal readonly record struct StateEntry(ContainerState State, DateTimeOffset At, Guid Boot);
