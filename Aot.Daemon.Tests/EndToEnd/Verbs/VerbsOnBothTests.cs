using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Probe;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Verbs;

/// <summary>One script of all verbs by the stock CLI says the same on both daemons, with the same exit codes and the same events.</summary>
[Collection(BothCollection.Name)]
[Trait("Category", "EndToEnd")]
public sealed class VerbsOnBothTests(AotdFixture aotd, DockerdFixture dockerd)
{
    [Fact]
    public async Task Every_verb_says_on_aotd_what_it_says_on_dockerd()
    {
        const string Label = "script=verbs";
        ProbeReport[] reports = await Task.WhenAll(VerbReport.RunAsync(dockerd.Daemon, Label), VerbReport.RunAsync(aotd.Daemon, Label));
        Assert.Contains("end", reports[0].Sections.Keys);
        string differences = ProbeComparison.Differences(reports[0], reports[1], VerbDifferences.All);
        Assert.True(differences.Length == 0, $"dockerd's lines (-) and aotd's (+):\n{differences}");
    }
}
