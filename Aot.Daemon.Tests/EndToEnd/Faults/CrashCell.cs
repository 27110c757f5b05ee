namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>One place of the crash matrix.</summary>
/// <param name="Step">The step at which the victim dies, as the source has it.</param>
/// <param name="Then">The container's status afterwards; null where more than one is right, and what runs decides.</param>
internal sealed record CrashCell(FaultAct Act, string Step, Victim Victim, string? Then);
