using System.Text.RegularExpressions;
using Xunit;

namespace Aot.Daemon.Tests.Architecture;

/// <summary>
/// The direction of imports between folders (ARCHITECTURE.md, "Dependencies"): a folder names only what its row allows. Read from the text,
/// so that a name used in full counts as much as a using.
/// </summary>
public sealed partial class DependencyTests
{
    // What lies beneath the features and may be used by all of them.
    private static readonly string[] Floors = ["Http", "Config", "Runtimes", "Registries", "Engine", "Events", "Supervisor", "Linux", "Interop", "Primitives"];
    private static readonly string[] Features =
        ["Containers", "Exec", "Images", "Info", "Events", "Logs", "Metrics", "Networks", "Reload", "Volumes"];

    // The one JSON context of the program (a source generator cannot share one out) names all that is written as JSON.
    private const string JsonContext = "Http/ApiJsonContext.cs";

    // The composition root names everything; its files lie in the project's own folder.
    private const string Root = "";

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Interop"] = [],
        ["Primitives"] = ["Interop"],
        ["Linux"] = ["Interop", "Primitives"],
        ["Supervisor"] = ["Linux", "Interop", "Primitives"],
        // The seam's word for a chosen runtime is the engine's.
        ["Runtimes"] = ["Engine", "Linux", "Interop", "Primitives"],
        ["Registries"] = ["Linux", "Interop", "Primitives"],
        ["Config"] = ["Runtimes", "Registries", "Linux", "Primitives"],
        ["Logging"] = ["Config", "Linux", "Interop", "Primitives"],
        ["Lifetime"] = ["Config", "Linux", "Interop", "Primitives"],
        ["Engine"] = ["Supervisor", "Linux", "Interop", "Primitives"],
        ["Http"] = ["Config", "Linux", "Interop", "Primitives"],
        ["Events"] = ["Http", "Config", "Primitives"],
        ["Api"] = [.. Features, .. Floors],
    };

    [Fact]
    public void Imports_point_one_way()
    {
        List<string> wrong = [];
        foreach ((string path, string[] lines) in SourceTree.Of("Aot.Daemon"))
        {
            string folder = TopFolder(path);
            if (folder == Root || path == JsonContext)
            {
                continue;
            }

            string[] allowed = Allowed.GetValueOrDefault(folder, [.. Features, .. Floors]);
            foreach ((string used, bool isContract) in Uses(lines))
            {
                // Wire types are leaves: the JSON context and the services may all name them.
                if (used != folder && !allowed.Contains(used) && !(isContract && folder is not ("Primitives" or "Interop" or "Linux")))
                {
                    wrong.Add($"{path} uses {used}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct()));
    }

    [Fact]
    public void Contracts_are_leaves()
    {
        List<string> wrong = [];
        foreach ((string path, string[] lines) in SourceTree.Of("Aot.Daemon").Where(f => f.Path.Contains("/Contracts/", StringComparison.Ordinal)))
        {
            wrong.AddRange(Uses(lines)
                .Where(use => !use.IsContract && use.Folder is not ("Primitives" or "Http") && use.Folder != TopFolder(path))
                .Select(use => $"{path} uses {use.Folder}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct()));
    }

    [Fact]
    public void A_feature_uses_no_other_features_store()
    {
        List<string> wrong = [];
        foreach ((string path, string[] lines) in SourceTree.Of("Aot.Daemon"))
        {
            string folder = TopFolder(path);
            HashSet<string> foreign = [.. Stores().Where(s => s.Folder != folder && s.Folder != "Config").Select(s => s.Type)];
            if (folder != Root && foreign.Count > 0)
            {
                wrong.AddRange(lines.SelectMany(Words).Where(foreign.Contains).Select(type => $"{path} uses {type}"));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct()));
    }

    private static IEnumerable<(string Folder, string Type)> Stores() => SourceTree.Of("Aot.Daemon")
        .Where(f => f.Path.EndsWith("Store.cs", StringComparison.Ordinal) && f.Path.Contains('/', StringComparison.Ordinal))
        .Select(f => (TopFolder(f.Path), Path.GetFileNameWithoutExtension(f.Path)));

    private static string TopFolder(string path)
    {
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? Root : path[..slash];
    }

    private static IEnumerable<string> Words(string line) => Word().Matches(Code(line)).Select(m => m.Value);

    private static IEnumerable<(string Folder, bool IsContract)> Uses(string[] lines) =>
        lines.Where(line => !line.StartsWith("namespace ", StringComparison.Ordinal))
            .SelectMany(line => Qualified().Matches(Code(line)))
            .Select(match => (match.Groups["folder"].Value, match.Groups["contracts"].Success));

    // Comments may point anywhere.
    private static string Code(string line)
    {
        int comment = line.IndexOf("//", StringComparison.Ordinal);
        return comment < 0 ? line : line[..comment];
    }

    // In full, or from within Aot.Daemon: `Interop.Open`.
    [GeneratedRegex(@"\bAot\.Daemon\.(?<folder>[A-Z][A-Za-z]*)(?<contracts>\.Contracts\b)?|(?<![.\w])(?<folder>Interop|Linux|Primitives|Supervisor)\.[A-Z]")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"\b[A-Z]\w*\b")]
    private static partial Regex Word();
}
