using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

public sealed class CrashMatrixOnCrun(CrashFixture fixture) : CrashMatrixTests(fixture, "crun")
{
    /// <summary>What a new daemon finds out with a new supervisor has little to do with the runtime: one is enough.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public Task A_death_of_both_at_any_step_leaves_the_truth_and_nothing_else(string act, string step, Victim victim) => RunAsync(act, step, victim);
}
