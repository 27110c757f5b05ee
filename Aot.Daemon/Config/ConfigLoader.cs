using System.Text.Json;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Config;

/// <summary>
/// Makes one configuration of the defaults, daemon.json and the flags. It knows no history: the same file and flags give
/// the same result at start and at a reload.
/// </summary>
internal static class ConfigLoader
{
    /// <summary>Reads the file that the command line names, puts the flags on top and validates the result.</summary>
    /// <exception cref="DaemonException">Invalid; the message names the file when the fault is there.</exception>
    public static DaemonConfig Load(CommandLine commandLine)
    {
        DaemonConfig config = Merge(commandLine);
        ConfigValidator.Validate(config);
        return config;
    }

    /// <summary>As Load, but what was put together is not validated yet.</summary>
    /// <exception cref="DaemonException">Invalid; the message names the file when the fault is there.</exception>
    public static DaemonConfig Merge(CommandLine commandLine)
    {
        DaemonConfig config = new();
        try
        {
            List<FileEntry> entries = [.. Entries(ConfigFile.Read(commandLine.ConfigFile, commandLine.IsConfigFileGiven))];
            RefuseUnknown(entries);
            RefuseConflicts(entries, commandLine);
            config = ApplyFile(config, entries);
        }
        catch (DaemonException failure)
        {
            throw DaemonException.Invalid(
                $"unable to configure the Docker daemon with file {commandLine.ConfigFile}: {failure.Message}", failure);
        }

        return WithNormalForms(commandLine.Apply(config));
    }

    // The keys of an object such as `proxies` are options of their own. null is absence, as it is for dockerd, of a known key too.
    private static IEnumerable<FileEntry> Entries(IReadOnlyList<KeyValuePair<string, JsonElement>> keys)
    {
        foreach ((string key, JsonElement value) in keys)
        {
            if (!OptionTable.IsSection(key) || value.ValueKind == JsonValueKind.Null)
            {
                yield return new FileEntry(key, OptionTable.ByKey(null, key), value, IsSection: OptionTable.IsSection(key));
                continue;
            }

            if (value.ValueKind != JsonValueKind.Object)
            {
                throw DaemonException.Invalid($"{key}: must be an object");
            }

            foreach (JsonProperty property in value.EnumerateObject())
            {
                yield return new FileEntry(property.Name, OptionTable.ByKey(key, property.Name), property.Value, IsSection: false);
            }
        }
    }

    private static DaemonConfig ApplyFile(DaemonConfig config, List<FileEntry> entries)
    {
        HashSet<DaemonOption> seen = [];
        foreach (FileEntry entry in entries)
        {
            if (entry.Option is not { } option || entry.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (!seen.Add(option))
            {
                throw DaemonException.Invalid($"{entry.Key}: given twice");
            }

            try
            {
                config = option.WithFile(config, entry.Value);
            }
            catch (FormatException failure)
            {
                throw DaemonException.Invalid($"{entry.Key}: {failure.Message}", failure);
            }
        }

        return config;
    }

    private static void RefuseUnknown(List<FileEntry> entries)
    {
        string[] unknown = [.. entries.Where(e => e.Option is null && !e.IsSection).Select(e => e.Key)];
        if (unknown.Length > 0)
        {
            throw DaemonException.Invalid(
                $"the following directives don't match any configuration option: {string.Join(", ", unknown)}");
        }
    }

    // Even when both say the same: which one a later edit should change would be a guess.
    private static void RefuseConflicts(List<FileEntry> entries, CommandLine commandLine)
    {
        List<string> conflicts = [];
        foreach (FileEntry entry in entries)
        {
            if (entry.Option is { Merges: false } option && commandLine.ValuesOf(option) is { Count: > 0 } values)
            {
                string flag = option.IsRepeatable ? $"[{string.Join(' ', values)}]" : values[^1];
                string file = Display(entry.Value);
                (flag, file) = option.IsSecret ? (UrlCredentials.Mask(flag), UrlCredentials.Mask(file)) : (flag, file);
                conflicts.Add($"{entry.Key}: (from flag: {flag}, from file: {file})");
            }
        }

        if (conflicts.Count > 0)
        {
            throw DaemonException.Invalid(
                "the following directives are specified both as a flag and in the configuration file: " + string.Join(", ", conflicts));
        }
    }

    private static string Display(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => DisplayArray(value),
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    private static string DisplayArray(JsonElement array)
    {
        List<string> items = [];
        foreach (JsonElement item in array.EnumerateArray())
        {
            items.Add(Display(item));
        }

        return $"[{string.Join(' ', items)}]";
    }

    private static DaemonConfig WithNormalForms(DaemonConfig config) => config with
    {
        DataRoot = Normal(config.DataRoot),
        ExecRoot = Normal(config.ExecRoot),
        PidFile = config.PidFile.Length == 0 ? "" : Normal(config.PidFile),
        Labels = [.. config.Labels.Distinct()],
    };

    // An empty path is left for the validator to refuse.
    private static string Normal(string path) =>
        path.Length == 0 || path.Contains('\0') ? path : Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    // A class: LINQ over value types is compiled anew for each, and for each pair of them.
    private sealed record FileEntry(string Key, DaemonOption? Option, JsonElement Value, bool IsSection);
}
