using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;

namespace Aot.Daemon.Logs;

/// <summary>What every line of a container's log carries: the labels and variables that the log options name, and the tag.</summary>
internal static class LogAttributes
{
    /// <summary>Null for nothing.</summary>
    public static SortedDictionary<string, string>? Of(ContainerRecord record, LogConfig config)
    {
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in Names(config, "labels"))
        {
            if (record.Config.Labels is { } labels && labels.TryGetValue(name, out string? value))
            {
                attributes[name] = value;
            }
        }

        foreach (string name in Names(config, "env"))
        {
            foreach (string variable in record.Config.Env ?? [])
            {
                if (variable.StartsWith(name, StringComparison.Ordinal) && variable.AsSpan(name.Length) is ['=', ..])
                {
                    attributes[name] = variable[(name.Length + 1)..];
                }
            }
        }

        if (LogSettings.Option(config, "tag") is { Length: > 0 } tag)
        {
            attributes["tag"] = LogTag.Expand(tag, record);
        }

        return attributes.Count > 0 ? attributes : null;
    }

    private static string[] Names(LogConfig config, string option) =>
        LogSettings.Option(config, option) is { } list ? list.Split(',', StringSplitOptions.RemoveEmptyEntries) : [];
}
