using System.Net;
using Aot.Daemon.Tests.EndToEnd.Fixtures;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>A runtime that misbehaves once, or that kills whoever uses it.</summary>
/// <param name="Verb">The runtime's command in which it happens: run, exec or delete.</param>
internal sealed record RuntimeFault(FaultAct Act, string Verb, Misbehaviour Does, Victim Victim, string? Then) : Fault(Act, Victim, Then)
{
    /// <summary>A runtime that cannot delete is made up for; everything else that it fails in, fails.</summary>
    public override bool MustFail => Act.IsRefused || (Victim == Victim.None && Verb != "delete");

    public override async Task PrepareAsync(AotdUnderTest daemon, Box box)
    {
        // A supervisor's first run of crun fails on some hosts, and is tried again in another way: it must not be the one that misbehaves.
        Box first = new(daemon, box.Runtime);
        (await first.CreateAsync()).Expect(HttpStatusCode.Created);
        (await first.StartAsync()).Expect(HttpStatusCode.NoContent);
        (await first.RemoveAsync(force: true)).Expect(HttpStatusCode.NoContent);
        await base.PrepareAsync(daemon, box);
    }

    public override void Arm(AotdUnderTest daemon)
    {
        int[] victims = Victim switch
        {
            Victim.Daemon => [daemon.Pid],
            Victim.Supervisor => [daemon.Supervisors().Single()],
            Victim.Both => [daemon.Pid, daemon.Supervisors().Single()],
            _ => [],
        };
        FaultyRuntime.Arm(daemon, Verb, Does, victims);
    }

    public override Task StrikeAsync(AotdUnderTest daemon) =>
        Poll.UntilAsync(() => !FaultyRuntime.IsArmed(daemon), $"the runtime is asked to {Verb}", Patience);
}
