using Aot.Daemon.Primitives;

namespace Aot.Daemon.Http;

/// <summary>The filter rules that lists and prunes share.</summary>
internal static class FilterRules
{
    /// <summary>Fails as Invalid, in dockerd's words, on a filter that the operation does not know.</summary>
    public static void RequireKnown(Filters filters, ReadOnlySpan<string> known)
    {
        foreach (string name in filters.Names)
        {
            if (!known.Contains(name))
            {
                throw DaemonException.Invalid($"invalid filter '{name}'");
            }
        }
    }

    /// <summary>All of `label`'s values must be met, and none of `label!`'s. A value is `key` or `key=value`.</summary>
    public static bool MatchesLabels(Filters filters, IReadOnlyDictionary<string, string>? labels)
    {
        foreach (string wanted in filters["label"])
        {
            if (!HasLabel(labels, wanted))
            {
                return false;
            }
        }

        foreach (string unwanted in filters["label!"])
        {
            if (HasLabel(labels, unwanted))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The instant of a prune's `until`; null when absent; Invalid when malformed or repeated.</summary>
    public static DateTimeOffset? Until(Filters filters, DateTimeOffset now)
    {
        IReadOnlyList<string> values = filters["until"];
        return values.Count switch
        {
            0 => null,
            1 when GoTime.TryParse(values[0], now, out DateTimeOffset instant) => instant,
            1 => throw DaemonException.Invalid($"invalid value for until: {values[0]}"),
            _ => throw DaemonException.Invalid("more than one until filter specified"),
        };
    }

    private static bool HasLabel(IReadOnlyDictionary<string, string>? labels, string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string key = equals < 0 ? text : text[..equals];
        return labels is not null && labels.TryGetValue(key, out string? value) && (equals < 0 || value == text[(equals + 1)..]);
    }
}
