using Aot.Daemon.Tests.EndToEnd.Fixtures;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>One place of the crash matrix.</summary>
/// <param name="Step">The step at which the victim dies, as the source has it.</param>
internal sealed record CrashCell(FaultAct Act, string Step, Victim Victim, string? Then) : Fault(Act, Victim, Then)
{
    public override void Arm(AotdUnderTest daemon) => ((CrashingAotd)daemon).Arm(Step);

    public override Task StrikeAsync(AotdUnderTest daemon) =>
        Poll.UntilAsync(() => !((CrashingAotd)daemon).IsArmed, $"the step {Step} is reached", Patience);
}
