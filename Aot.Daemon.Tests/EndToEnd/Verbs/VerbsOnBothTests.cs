using System.Text.RegularExpressions;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Probe;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Verbs;

/// <summary>One script of all verbs by the stock CLI says the same on both daemons, with the same exit codes and the same events.</summary>
[Collection(BothCollection.Name)]
[Trait("Category", "EndToEnd")]
public sealed partial class VerbsOnBothTests(AotdFixture aotd, DockerdFixture dockerd)
{
    /// <summary>Each container's events in their order. The CLI asks for several at once when it is given several.</summary>
    private static string[] Unexplained(string[] events) =>
    [
        .. events.Where(line => !VerbDifferences.All.Any(difference => difference.Section == "events" && Regex.IsMatch(line, difference.Pattern)))
            .OrderBy(line => Name().Match(line).Value, StringComparer.Ordinal),
    ];

    [GeneratedRegex(@"\bname=\S+")]
    private static partial Regex Name();

    [Fact]
    public async Task Every_verb_says_on_aotd_what_it_says_on_dockerd()
    {
        const string Label = "script=verbs";
        ProbeReport[] reports = await Task.WhenAll(VerbReport.RunAsync(dockerd.Daemon, Label), VerbReport.RunAsync(aotd.Daemon, Label));
        Assert.Contains("end", reports[0].Sections.Keys);
        string differences = ProbeComparison.Differences(reports[0], reports[1], VerbDifferences.All);
        Assert.True(differences.Length == 0, $"dockerd's lines (-) and aotd's (+):\n{differences}");
        Assert.Equal(Unexplained(reports[0].Sections["events"]), Unexplained(reports[1].Sections["events"]));
    }
}
