using System.Text.RegularExpressions;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>The filters of GET /networks: values of one name are alternatives (labels: all must hold), names must all hold.</summary>
internal sealed class NetworkFilter
{
    private static readonly string[] Known = ["dangling", "driver", "id", "label", "name", "scope", "type"];

    // dockerd's: `idle` of an older API, and the two that it means by type.
    private static readonly string[] Types = ["builtin", "custom"];

    private readonly Filters _filters;
    private readonly bool? _dangling;

    /// <summary>Checks the filters; Invalid in dockerd's words for values that cannot be.</summary>
    public NetworkFilter(Filters filters)
    {
        FilterRules.RequireKnown(filters, Known);
        _filters = filters;
        foreach (string type in filters["type"])
        {
            if (!Types.Contains(type))
            {
                throw DaemonException.Invalid($"invalid filter: 'type'='{type}'");
            }
        }

        _dangling = filters["dangling"] switch
        {
            [] => null,
            ["true" or "1"] => true,
            ["false" or "0"] => false,
            [_] => throw DaemonException.Invalid("invalid value for filter 'dangling', must be \"true\" (or \"1\"), or \"false\" (or \"0\")"),
            _ => throw DaemonException.Invalid("got more than one value for filter key \"dangling\""),
        };
    }

    public bool Matches(NetworkEntry network) =>
        Any("driver", network.Record.Driver, static (value, driver) => value == driver)
        && Any("scope", "local", static (value, scope) => value == scope)
        && Any("id", network.Id, MatchesText)
        && Any("name", network.Name, MatchesText)
        && Any("type", network.IsUserDefined ? "custom" : "builtin", static (value, type) => value == type)
        && (_dangling is null || _dangling == (network.IsUserDefined && !network.HasEndpoints))
        && FilterRules.MatchesLabels(_filters, network.Record.Labels);

    // A part of it, or a pattern that it matches.
    private static bool MatchesText(string value, string text)
    {
        if (text.Contains(value, StringComparison.Ordinal))
        {
            return true;
        }

        try
        {
            return Regex.IsMatch(text, value, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100));
        }
        catch (Exception malformed) when (malformed is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private bool Any(string name, string text, Func<string, string, bool> matches)
    {
        IReadOnlyList<string> values = _filters[name];
        if (values.Count == 0)
        {
            return true;
        }

        foreach (string value in values)
        {
            if (matches(value, text))
            {
                return true;
            }
        }

        return false;
    }
}
