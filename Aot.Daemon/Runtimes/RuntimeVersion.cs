namespace Aot.Daemon.Runtimes;

/// <summary>What a runtime says of itself with --version.</summary>
/// <param name="Version">e.g. 1.1.5+ds1.</param>
/// <param name="Commit">Empty when it does not say.</param>
/// <param name="Spec">The version of the OCI runtime spec that it follows; empty when it does not say.</param>
internal sealed record RuntimeVersion(string Version, string Commit, string Spec)
{
    /// <summary>Reads the output; null when it is none of a runtime's: `name version x`, then lines of `key: value`.</summary>
    public static RuntimeVersion? Parse(string output)
    {
        string[] lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        int at = lines.Length == 0 ? -1 : lines[0].IndexOf(" version ", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        string commit = "", spec = "";
        foreach (string line in lines)
        {
            commit = line.StartsWith("commit: ", StringComparison.Ordinal) ? line[8..] : commit;
            spec = line.StartsWith("spec: ", StringComparison.Ordinal) ? line[6..] : spec;
        }

        return new RuntimeVersion(lines[0][(at + 9)..], commit, spec);
    }
}
