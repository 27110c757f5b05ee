using System.Collections.Immutable;

namespace Aot.Daemon.Config;

/// <summary>
/// Every flag of the daemon and every key of daemon.json, in the order of --help. Names are dockerd's. The command line,
/// the file's reader, --help and the conflict rules all work from these rows; docs/configuration.md is held against them by a test.
/// </summary>
internal static class OptionTable
{
    public const string ConfigFile = "config-file";
    public const string Help = "help";
    public const string Validate = "validate";
    public const string Version = "version";

    /// <summary>Those that aotd has and those that it only knows, by name.</summary>
    public static ImmutableArray<DaemonOption> Rows { get; } =
        [.. SupportedOptions.Rows.Concat(NetworkOptions.Rows).Concat(UnsupportedOptions.Rows).OrderBy(row => row.Name.Length > 0 ? row.Name : row.Key, StringComparer.Ordinal)];

    /// <summary>The option of a flag, or null.</summary>
    public static DaemonOption? ByName(ReadOnlySpan<char> name)
    {
        foreach (DaemonOption row in Rows)
        {
            if (row.Name.Length > 0 && name.SequenceEqual(row.Name))
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>The option of a one-letter flag, or null.</summary>
    public static DaemonOption? ByShorthand(char letter)
    {
        foreach (DaemonOption row in Rows)
        {
            if (row.Shorthand == letter && letter != 0)
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>The option of a key of daemon.json, or null.</summary>
    /// <param name="section">The object that the key is in; null: the top.</param>
    public static DaemonOption? ByKey(string? section, string key)
    {
        foreach (DaemonOption row in Rows)
        {
            if (row.Key == key && row.Section == section)
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>Whether a key of daemon.json is an object of further keys.</summary>
    public static bool IsSection(string key) => Rows.Any(row => row.Section == key);
}
