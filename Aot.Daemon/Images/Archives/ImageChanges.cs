using System.Text.Json;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Images.Content;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Archives;

/// <summary>The instructions of `--change`, in a Dockerfile's words, applied to an image's defaults. Variables are not substituted.</summary>
internal static class ImageChanges
{
    private static readonly string[] DefaultShell = ["/bin/sh", "-c"];

    /// <summary>Applies lines one after the other; empty ones and comments are skipped. Fails as Invalid.</summary>
    public static ImageRunConfig Apply(ImageRunConfig config, IEnumerable<string> changes)
    {
        foreach (string line in changes.SelectMany(change => change.Split('\n')).Select(line => line.Trim()))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                int space = line.AsSpan().IndexOfAny(' ', '\t');
                config = Apply(config, space < 0 ? line : line[..space], space < 0 ? "" : line[space..].Trim());
            }
        }

        return config;
    }

    private static ImageRunConfig Apply(ImageRunConfig config, string instruction, string text)
    {
        string verb = instruction.ToUpperInvariant();
        if (text.Length == 0 && verb is not ("CMD" or "ENTRYPOINT"))
        {
            throw DaemonException.Invalid($"{verb} requires at least one argument");
        }

        return verb switch
        {
            "CMD" => config with { Cmd = Command(text) },
            "ENTRYPOINT" => config with { Entrypoint = Command(text) },
            "ENV" => config with { Env = WithEnv(config.Env, Pairs(verb, text)) },
            "LABEL" => config with { Labels = WithLabels(config.Labels, Pairs(verb, text)) },
            "EXPOSE" => config with { ExposedPorts = WithPorts(config.ExposedPorts, ChangeWords.Split(text)) },
            "VOLUME" => config with { Volumes = WithAll(config.Volumes, JsonArray(text) ?? [.. ChangeWords.Split(text)]) },
            "USER" => config with { User = Single(verb, text) },
            "WORKDIR" => config with { WorkingDir = Path.GetFullPath(Path.Combine("/", config.WorkingDir ?? "", text)) },
            "STOPSIGNAL" => config with { StopSignal = Single(verb, text) },
            "ONBUILD" => config with { OnBuild = [.. config.OnBuild ?? [], OnBuild(text)] },
            "HEALTHCHECK" => config with { Healthcheck = HealthcheckChange.Parse(text) },
            _ => throw DaemonException.Invalid($"{instruction.ToLowerInvariant()} is not a valid change command"),
        };
    }

    /// <summary>A JSON array as it is, anything else for the shell.</summary>
    public static StringOrArray Command(string text) =>
        JsonArray(text) is { } words ? new StringOrArray(words)
        : text.Length == 0 ? new StringOrArray([])
        : new StringOrArray([.. DefaultShell, text]);

    /// <summary>The elements of a JSON array of strings; null when the text is none.</summary>
    public static string[]? JsonArray(string text)
    {
        if (!text.StartsWith('['))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(text, ImageJson.Context.StringArray);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Single(string verb, string text) =>
        ChangeWords.Split(text) is [string word] ? word : throw DaemonException.Invalid($"{verb} requires exactly one argument");

    private static string OnBuild(string text) => text.Split(' ')[0].ToUpperInvariant() is "ONBUILD" or "FROM" or "MAINTAINER"
        ? throw DaemonException.Invalid($"{text.Split(' ')[0]} isn't allowed as an ONBUILD trigger")
        : text;

    /// <summary>`key=value` words, or in the old form one key and the rest of the line.</summary>
    private static List<KeyValuePair<string, string>> Pairs(string verb, string text)
    {
        List<string> words = ChangeWords.Split(text);
        if (!words[0].Contains('='))
        {
            int space = text.AsSpan().IndexOfAny(' ', '\t');
            return space < 0
                ? throw DaemonException.Invalid($"{verb} must have two arguments")
                : [KeyValuePair.Create(text[..space], text[space..].Trim())];
        }

        var pairs = new List<KeyValuePair<string, string>>();
        foreach (string word in words)
        {
            int equals = word.IndexOf('=');
            pairs.Add(equals > 0
                ? KeyValuePair.Create(word[..equals], word[(equals + 1)..])
                : throw DaemonException.Invalid($"Syntax error - can't find = in \"{word}\". Must be of the form: name=value"));
        }

        return pairs;
    }

    private static string[] WithEnv(string[]? env, List<KeyValuePair<string, string>> pairs)
    {
        var changed = new List<string>(env ?? []);
        foreach ((string key, string value) in pairs)
        {
            int at = changed.FindIndex(known => known.StartsWith(key + "=", StringComparison.Ordinal));
            string text = $"{key}={value}";
            if (at < 0)
            {
                changed.Add(text);
            }
            else
            {
                changed[at] = text;
            }
        }

        return [.. changed];
    }

    private static SortedDictionary<string, string> WithLabels(SortedDictionary<string, string>? labels, List<KeyValuePair<string, string>> pairs)
    {
        var changed = new SortedDictionary<string, string>(labels ?? [], StringComparer.Ordinal);
        foreach ((string key, string value) in pairs)
        {
            changed[key] = value;
        }

        return changed;
    }

    /// <summary>`80`, `80/udp`, `8000-8003/tcp`.</summary>
    private static SortedDictionary<string, EmptyObject> WithPorts(SortedDictionary<string, EmptyObject>? ports, List<string> words)
    {
        var all = new List<string>();
        foreach (string word in words)
        {
            int slash = word.IndexOf('/');
            string protocol = slash < 0 ? "tcp" : word[(slash + 1)..].ToLowerInvariant();
            string[] range = (slash < 0 ? word : word[..slash]).Split('-');
            if (protocol is not ("tcp" or "udp" or "sctp") || range.Length > 2
                || !ushort.TryParse(range[0], out ushort first) || !ushort.TryParse(range[^1], out ushort last) || first == 0 || last < first)
            {
                throw DaemonException.Invalid($"invalid containerPort: {word}");
            }

            for (int port = first; port <= last; port++)
            {
                all.Add($"{port}/{protocol}");
            }
        }

        return WithAll(ports, all);
    }

    private static SortedDictionary<string, EmptyObject> WithAll(SortedDictionary<string, EmptyObject>? set, IEnumerable<string> names)
    {
        var changed = new SortedDictionary<string, EmptyObject>(set ?? [], StringComparer.Ordinal);
        foreach (string name in names)
        {
            changed[name] = EmptyObject.Instance;
        }

        return changed;
    }
}
