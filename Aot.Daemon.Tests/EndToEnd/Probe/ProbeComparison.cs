using System.Text;
using System.Text.RegularExpressions;

namespace Aot.Daemon.Tests.EndToEnd.Probe;

/// <summary>Line by line, section by section: what the first report has and the second has not, and the other way round.</summary>
internal static class ProbeComparison
{
    /// <summary>The unexplained differences, readable; empty when the reports are equal.</summary>
    public static string Differences(ProbeReport expected, ProbeReport actual, IReadOnlyList<ExplainedDifference> explained)
    {
        var text = new StringBuilder();
        foreach (string section in expected.Sections.Keys.Union(actual.Sections.Keys))
        {
            string[] before = expected.Sections.GetValueOrDefault(section, []);
            string[] after = actual.Sections.GetValueOrDefault(section, []);
            Append(text, section, "-", Missing(before, after), explained);
            Append(text, section, "+", Missing(after, before), explained);
        }
        return text.ToString();
    }

    /// <summary>The lines that the first has more often than the second.</summary>
    private static IEnumerable<string> Missing(string[] first, string[] second)
    {
        List<string> rest = [.. second];
        return [.. first.Where(line => !rest.Remove(line))];
    }

    private static void Append(StringBuilder text, string section, string sign, IEnumerable<string> lines, IReadOnlyList<ExplainedDifference> explained)
    {
        foreach (string line in lines)
        {
            if (!explained.Any(difference => difference.Section == section && Regex.IsMatch(line, difference.Pattern)))
            {
                text.Append(sign).Append(' ').Append(section).Append(": ").AppendLine(line);
            }
        }
    }
}
