using System.Text.Json;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Config;

/// <summary>
/// Makes one configuration of the defaults, daemon.json and the flags. It knows no history: the same file and flags give
/// the same result at start and at a reload.
/// </summary>
internal static class ConfigLoader
{
    // Keys that dockerd reads but does not check against its flags; ignored here, so that a shared daemon.json is no error.
    private static readonly string[] Exempt =
        ["features", "builder", "min-api-version", "deprecated-key-path", "allow-nondistributable-artifacts"];

    /// <summary>Reads the file that the command line names and puts the flags on top.</summary>
    /// <exception cref="DaemonException">Invalid; the message names the file when the fault is there.</exception>
    public static DaemonConfig Load(CommandLine commandLine)
    {
        DaemonConfig config = new();
        try
        {
            IReadOnlyList<KeyValuePair<string, JsonElement>> keys = ConfigFile.Read(commandLine.ConfigFile, commandLine.IsConfigFileGiven);
            RefuseUnknown(keys);
            RefuseConflicts(keys, commandLine);
            config = ApplyFile(config, keys);
        }
        catch (DaemonException failure)
        {
            throw DaemonException.Invalid(
                $"unable to configure the Docker daemon with file {commandLine.ConfigFile}: {failure.Message}", failure);
        }

        config = WithNormalPaths(commandLine.Apply(config));
        ConfigValidator.Validate(config);
        return config;
    }

    private static DaemonConfig ApplyFile(DaemonConfig config, IReadOnlyList<KeyValuePair<string, JsonElement>> keys)
    {
        foreach ((string key, JsonElement value) in keys)
        {
            // null is absence, as it is for dockerd.
            if (OptionTable.ByKey(key) is not { } option || value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            try
            {
                config = option.WithFile(config, value);
            }
            catch (FormatException failure)
            {
                throw DaemonException.Invalid($"{key}: {failure.Message}", failure);
            }
        }

        return config;
    }

    private static void RefuseUnknown(IReadOnlyList<KeyValuePair<string, JsonElement>> keys)
    {
        string[] unknown = [.. keys.Select(k => k.Key).Where(k => OptionTable.ByKey(k) is null && !Exempt.Contains(k))];
        if (unknown.Length > 0)
        {
            throw DaemonException.Invalid(
                $"the following directives don't match any configuration option: {string.Join(", ", unknown)}");
        }
    }

    // Even when both say the same: which one a later edit should change would be a guess.
    private static void RefuseConflicts(IReadOnlyList<KeyValuePair<string, JsonElement>> keys, CommandLine commandLine)
    {
        List<string> conflicts = [];
        foreach ((string key, JsonElement value) in keys)
        {
            if (OptionTable.ByKey(key) is { Merges: false } option && commandLine.ValuesOf(option) is { Count: > 0 } values)
            {
                string flag = option.IsRepeatable ? $"[{string.Join(' ', values)}]" : values[^1];
                conflicts.Add($"{key}: (from flag: {flag}, from file: {Display(value)})");
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
        JsonValueKind.Array => $"[{string.Join(' ', value.EnumerateArray().Select(Display))}]",
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    private static DaemonConfig WithNormalPaths(DaemonConfig config) => config with
    {
        DataRoot = Normal(config.DataRoot),
        ExecRoot = Normal(config.ExecRoot),
        PidFile = config.PidFile.Length == 0 ? "" : Normal(config.PidFile),
    };

    // An empty path is left for the validator to refuse.
    private static string Normal(string path) =>
        path.Length == 0 || path.Contains('\0') ? path : Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
