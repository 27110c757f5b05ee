using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>The published binary, killed from outside: by its runtime at a known step, and at any instant.</summary>
[Trait("Category", "EndToEnd")]
public abstract class OutsideFaultTests(OutsideFixture fixture, string runtime) : IClassFixture<OutsideFixture>
{
    private static readonly FaultAct[] Acts =
        [FaultActs.Start, FaultActs.StartTerminal, FaultActs.Exec, FaultActs.StopByForce, FaultActs.Exit, FaultActs.ExitRemoving, FaultActs.RemoveByForce, FaultActs.Restart];

    public static TheoryData<string, string, Misbehaviour, Victim> Deaths
    {
        get
        {
            TheoryData<string, string, Misbehaviour, Victim> data = [];
            foreach (Misbehaviour does in (Misbehaviour[])[Misbehaviour.KillBefore, Misbehaviour.KillAfter])
            {
                foreach (Victim victim in (Victim[])[Victim.Daemon, Victim.Supervisor, Victim.Both])
                {
                    data.Add("start", "run", does, victim);
                    data.Add("start with a terminal", "run", does, victim);
                    data.Add("exec", "exec", does, victim);
                    data.Add("exit", "delete", does, victim);
                    data.Add("exit of --rm", "delete", does, victim);
                    data.Add("remove by force", "delete", does, victim);
                }
            }

            return data;
        }
    }

    public static TheoryData<string, string, Misbehaviour> Misbehaviours => new()
    {
        { "start", "run", Misbehaviour.FailBefore },
        { "start", "run", Misbehaviour.FailAfter },
        { "start", "run", Misbehaviour.NoPidFile },
        { "start", "run", Misbehaviour.BadPidFile },
        { "start with a terminal", "run", Misbehaviour.FailBefore },
        { "start with a terminal", "run", Misbehaviour.FailAfter },
        { "start with a terminal", "run", Misbehaviour.NoPidFile },
        { "exec", "exec", Misbehaviour.FailBefore },
        { "exec", "exec", Misbehaviour.FailAfter },
        { "exec", "exec", Misbehaviour.NoPidFile },
        { "exec", "exec", Misbehaviour.BadPidFile },
        { "exit", "delete", Misbehaviour.FailBefore },
        { "exit", "delete", Misbehaviour.FailAfter },
        { "exit of --rm", "delete", Misbehaviour.FailBefore },
        { "remove by force", "delete", Misbehaviour.FailBefore },
    };

    [Theory]
    [MemberData(nameof(Deaths))]
    public Task Who_is_killed_by_the_runtime_leaves_the_truth_and_nothing_else(string act, string verb, Misbehaviour does, Victim victim)
    {
        // What a start or a removal comes to is decided by what runs then.
        string? then = act is "exec" or "exit" or "exit of --rm" ? Act(act).Promise : null;
        return fixture.RunAsync(new RuntimeFault(Act(act), verb, does, victim, then), FaultyRuntime.NameFor(runtime));
    }

    [Theory]
    [MemberData(nameof(Misbehaviours))]
    public Task A_runtime_that_fails_leaves_an_error_and_nothing_else(string act, string verb, Misbehaviour does) =>
        fixture.RunAsync(new RuntimeFault(Act(act), verb, does, Victim.None, null), FaultyRuntime.NameFor(runtime));

    [Theory]
    [InlineData("start", 40)]
    [InlineData("stop by force", 20)]
    [InlineData("remove by force", 30)]
    [InlineData("restart", 40)]
    public async Task A_death_at_any_instant_leaves_the_truth_and_nothing_else(string act, int milliseconds)
    {
        int pace = runtime == "crun" ? 2 : 4; // The steps of the slower one are farther apart.
        for (int delay = 0; delay <= milliseconds; delay += pace)
        {
            await fixture.RunAsync(new DelayedKill(Act(act), delay), runtime);
        }
    }

    private static FaultAct Act(string name) => Acts.Single(act => act.Name == name);
}
