using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>The daemon, its supervisor or both die at every step; then ps, inspect and the kernel agree, and everything works.</summary>
[Trait("Category", "EndToEnd")]
public abstract class CrashMatrixTests(CrashFixture fixture, string runtime) : IClassFixture<CrashFixture>
{
    public static TheoryData<string, string, Victim> Cells
    {
        get
        {
            TheoryData<string, string, Victim> cells = [];
            foreach (CrashCell cell in CrashMatrix.Cells)
            {
                cells.Add(cell.Act.Name, cell.Step, cell.Victim);
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public Task A_death_at_any_step_leaves_the_truth_and_nothing_else(string act, string step, Victim victim) =>
        fixture.RunAsync(CrashMatrix.Cells.Single(cell => (cell.Act.Name, cell.Step, cell.Victim) == (act, step, victim)), runtime);
}
