using System.Text.RegularExpressions;
using Aot.Daemon.Tests.EndToEnd.Fixtures;

namespace Aot.Daemon.Tests.EndToEnd.Probe;

/// <summary>What the probe (Images/probe.sh) printed in a container, by section, with ids, paths and namespaces made comparable.</summary>
internal sealed partial class ProbeReport
{
    public ProbeReport(IReadOnlyDictionary<string, string[]> sections) => Sections = sections;

    public IReadOnlyDictionary<string, string[]> Sections { get; }

    /// <summary>Runs the probe with these `docker run` options.</summary>
    public static async Task<ProbeReport> RunAsync(DaemonUnderTest daemon, string image, params string[] options)
    {
        string cidFile = Path.Combine(daemon.Root, Guid.NewGuid().ToString("N"));
        bool onTerminal = options.Contains("-t");
        string[] arguments = ["run", "--rm", "--cidfile", cidFile, "--entrypoint", "/probe", .. options, image];
        CliResult result = await daemon.Docker(arguments);
        result.Ok();
        string id = await File.ReadAllTextAsync(cidFile);
        string text = result.Stdout
            .Replace("\r\n", "\n", StringComparison.Ordinal)
            .Replace(id, "ID", StringComparison.Ordinal)
            .Replace(id[..12], "SHORTID", StringComparison.Ordinal)
            .Replace(daemon.DataRoot, "DATA", StringComparison.Ordinal)
            .Replace(daemon.ExecRoot, "EXEC", StringComparison.Ordinal)
            .Replace(daemon.Root, "ROOT", StringComparison.Ordinal);
        if (!onTerminal)
        {
            Assert(result.Stderr.Length == 0, $"the probe complains: {result.Stderr}");
        }
        return Parse(text);
    }

    private static ProbeReport Parse(string text)
    {
        Dictionary<string, string[]> sections = [];
        foreach (string part in ("\n" + text).Split("\n== ", StringSplitOptions.RemoveEmptyEntries))
        {
            string[] lines = part.TrimEnd('\n').Split('\n');
            sections[lines[0]] = Normalize(lines[0], lines[1..]);
        }
        Assert(sections.ContainsKey("end"), $"the probe did not come to its end:\n{text}");
        if (sections["namespaces"].Contains("pid host"))
        {
            // The machine's processes come and go.
            sections.Remove("pids");
        }
        return new ProbeReport(sections);
    }

    private static string[] Normalize(string section, string[] lines) => section switch
    {
        "mountinfo" => [.. lines.Select(MountLine).Order(StringComparer.Ordinal)],
        "namespaces" => [.. lines.Select(NamespaceLine)],
        "cgroupvalues" => [.. lines.SelectMany(CgroupLines)],
        "cgroup" => [.. lines.Order(StringComparer.Ordinal)],
        _ => lines,
    };

    /// <summary>`ID PARENT MAJOR:MINOR ROOT MOUNTPOINT OPTIONS [FIELD...] - TYPE SOURCE OPTIONS` (proc(5)) without what differs from mount to mount.</summary>
    private static string MountLine(string line)
    {
        string[] words = line.Split(' ');
        int dash = Array.IndexOf(words, "-");
        string fields = string.Join(',', words[6..dash].Select(field => field.Split(':')[0]));
        string superOptions = OverlayLayers().Replace(words[dash + 3], "");
        return $"{words[4]} root={words[3]} {words[5]} [{fields}] {words[dash + 1]} {words[dash + 2]} {superOptions}";
    }

    /// <summary>`pid:[4026531836]` as `pid host` or `pid own`.</summary>
    private static string NamespaceLine(string line)
    {
        string kind = line.Split(':')[0];
        return $"{kind} {(new FileInfo("/proc/self/ns/" + kind).LinkTarget == line ? "host" : "own")}";
    }

    /// <summary>The device rules one a line, in order: runtimes write them in different ones.</summary>
    private static IEnumerable<string> CgroupLines(string line)
    {
        const string devices = "devices/devices.list: ";
        return line.StartsWith(devices, StringComparison.Ordinal)
            ? line[devices.Length..].Split(';', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Select(rule => "device " + rule)
            : [line];
    }

    private static void Assert(bool condition, string message)
    {
        if (!condition)
        {
            Xunit.Assert.Fail(message);
        }
    }

    [GeneratedRegex(@",(lowerdir|upperdir|workdir)=[^,]*")]
    private static partial Regex OverlayLayers();
}
