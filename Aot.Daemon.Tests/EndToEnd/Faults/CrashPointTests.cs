using System.Text;
using System.Text.RegularExpressions;
using Aot.Daemon.Tests.Architecture;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Networks;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>The matrix is complete, and the published binary cannot be told to die.</summary>
public sealed partial class CrashPointTests
{
    private const string Switch = "AOTD_CRASH";

    [Fact]
    public void Every_step_of_the_source_is_in_the_matrix()
    {
        // Those of networks need a host of their own.
        string[] died = [.. CrashMatrix.Cells.Select(cell => cell.Step), .. ConnectCrashTests.Steps];
        Assert.Empty(Steps().Where(step => !died.Any(step.IsMatch)).Select(step => step.ToString()));
    }

    [Fact]
    public void Every_step_of_the_matrix_is_in_the_source() =>
        Assert.DoesNotContain(CrashMatrix.Cells, cell => !Steps().Any(step => step.IsMatch(cell.Step)));

    [Fact]
    public void No_cell_is_there_twice() =>
        Assert.Empty(CrashMatrix.Cells.GroupBy(cell => (cell.Act.Name, cell.Step, cell.Victim)).Where(same => same.Count() > 1).Select(same => same.Key));

    [Fact]
    [Trait("Category", "EndToEnd")]
    public void The_published_binary_has_no_switch_that_can_hurt_it() => Assert.False(Has(AotdUnderTest.Binary, Switch));

    [Fact]
    [Trait("Category", "EndToEnd")]
    public void The_binary_of_the_matrix_has_it() => Assert.True(Has(CrashingAotd.CrashBinary, Switch));

    /// <summary>In UTF-8 or UTF-16. A plain build keeps its code beside the program, in aotd.dll.</summary>
    private static bool Has(string binary, string words) =>
        ((string[])[binary, binary + ".dll"]).Where(File.Exists).Select(File.ReadAllBytes).Any(content =>
            content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(words)) >= 0 || content.AsSpan().IndexOf(Encoding.Unicode.GetBytes(words)) >= 0);

    /// <summary>What is asked for by name; `{...}` in a name stands for anything.</summary>
    private static IEnumerable<Regex> Steps() => SourceTree.Of("Aot.Daemon")
        .SelectMany(file => file.Lines)
        .Select(line => Call().Match(line))
        .Where(match => match.Success)
        .Select(match => match.Groups["step"].Value)
        .Distinct()
        .Select(step => new Regex($"^{Hole().Replace(step, ".+")}$"));

    [GeneratedRegex(@"CrashPoint\.At\(\$?""(?<step>.+)""\);")]
    private static partial Regex Call();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Hole();
}
