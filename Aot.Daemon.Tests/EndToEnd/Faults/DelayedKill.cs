using Aot.Daemon.Tests.EndToEnd.Fixtures;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>kill -9 of the daemon so many milliseconds after the act was asked for.</summary>
internal sealed record DelayedKill(FaultAct Act, int Milliseconds) : Fault(Act, Victim.Daemon, null)
{
    public override void Arm(AotdUnderTest daemon)
    {
    }

    public override async Task StrikeAsync(AotdUnderTest daemon)
    {
        await Task.Delay(Milliseconds);
        await daemon.KillAsync();
    }
}
