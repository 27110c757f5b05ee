using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>The daemon, its supervisor or both die at every step; then ps, inspect and the kernel agree, and everything works.</summary>
[Trait("Category", "EndToEnd")]
public abstract class CrashMatrixTests(CrashFixture fixture, string runtime) : IClassFixture<CrashFixture>
{
    public static TheoryData<string, string, Victim> One => Of(Victim.Daemon, Victim.Supervisor);

    public static TheoryData<string, string, Victim> Both => Of(Victim.Both);

    [Theory]
    [MemberData(nameof(One))]
    public Task A_death_at_any_step_leaves_the_truth_and_nothing_else(string act, string step, Victim victim) =>
        RunAsync(act, step, victim);

    private protected Task RunAsync(string act, string step, Victim victim) =>
        fixture.RunAsync(CrashMatrix.Cells.Single(cell => (cell.Act.Name, cell.Step, cell.Victim) == (act, step, victim)), runtime);

    private static TheoryData<string, string, Victim> Of(params Victim[] victims)
    {
        TheoryData<string, string, Victim> cells = [];
        foreach (CrashCell cell in CrashMatrix.Cells.Where(cell => victims.Contains(cell.Victim)))
        {
            cells.Add(cell.Act.Name, cell.Step, cell.Victim);
        }

        return cells;
    }
}
