using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Aot.Daemon.Tests.EndToEnd.Probe;

namespace Aot.Daemon.Tests.EndToEnd.Verbs;

/// <summary>What the script of verbs (verbs.sh) printed on one daemon, with ids, times and paths made comparable.</summary>
internal static partial class VerbReport
{
    /// <param name="label">That all containers of the script bear, so that others on the daemon are left alone.</param>
    public static async Task<ProbeReport> RunAsync(DaemonUnderTest daemon, string label)
    {
        string shared = Directory.CreateDirectory(Path.Combine(daemon.Root, "verbs")).FullName;
        string script = Path.Combine(daemon.Root, "verbs.sh");
        await File.WriteAllTextAsync(script, Script());
        ProcessStartInfo start = daemon.Cli.Describe("sh");
        foreach (string argument in (string[])[script, TestImage.Plain, shared, label])
        {
            start.ArgumentList.Add(argument);
        }

        await using CliSession session = new(start, "verbs.sh");
        session.CloseInput();
        CliResult result = (await session.WaitAsync(180)).Ok();
        return new ProbeReport(Sections(Normalize(result.Stdout + result.Stderr, daemon)));
    }

    private static string Normalize(string text, DaemonUnderTest daemon)
    {
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace(daemon.Root, "ROOT", StringComparison.Ordinal);
        text = Timestamp().Replace(text, "TIME");
        text = RandomName().Replace(text, "name=RANDOM");
        text = Pid().Replace(text, "PID sleep");
        return HexId().Replace(text, match => match.Length == 64 ? "ID" : "SHORTID");
    }

    /// <summary>Each command's lines begin with the command, so that a difference says where it is.</summary>
    private static Dictionary<string, string[]> Sections(string text)
    {
        Dictionary<string, string[]> sections = [];
        foreach (string part in ("\n" + text).Split("\n== ", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = part.TrimEnd('\n').Split('\n');
            string command = "";
            int number = 0;
            sections[lines[0]] = [.. lines[1..].Select(line =>
            {
                command = line.StartsWith("$ docker ", StringComparison.Ordinal) ? $"{++number} {line["$ docker ".Length..]}: " : command;
                return command + line;
            })];
        }

        return sections;
    }

    private static string Script()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("verbs.sh")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\b[0-9a-f]{64}\b|\b[0-9a-f]{12}\b")]
    private static partial Regex HexId();

    /// <summary>Of a container that nobody named.</summary>
    [GeneratedRegex(@"\bname=[a-z]+_[a-z]+\b")]
    private static partial Regex RandomName();

    /// <summary>A line of `docker top`.</summary>
    [GeneratedRegex(@"^\d+ +sleep$", RegexOptions.Multiline)]
    private static partial Regex Pid();

    [GeneratedRegex(@"\b20\d\d-\d\d-\d\dT[0-9:.]+Z?\b")]
    private static partial Regex Timestamp();
}
