using Aot.Daemon.Tests.EndToEnd.Fixtures;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>Something that goes wrong in the middle of an act.</summary>
/// <param name="Then">The container's status afterwards; null where more than one is right, and what runs decides.</param>
internal abstract record Fault(FaultAct Act, Victim Victim, string? Then)
{
    protected const double Patience = 10;

    /// <summary>Brings the container to where the act begins.</summary>
    public virtual Task PrepareAsync(AotdUnderTest daemon, Box box) => Act.PrepareAsync(daemon, box);

    /// <summary>Lays the trap, just before the act.</summary>
    public abstract void Arm(AotdUnderTest daemon);

    /// <summary>During the act: returns when the trap has snapped.</summary>
    public abstract Task StrikeAsync(AotdUnderTest daemon);

    /// <summary>What the answer to the act must be, if the daemon lived to give one.</summary>
    public virtual bool MustFail => Act.IsRefused;
}
