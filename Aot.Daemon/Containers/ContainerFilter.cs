using System.Globalization;
using System.Text.RegularExpressions;
using Aot.Daemon.Http;
using Aot.Daemon.Images;
using Aot.Daemon.Networks;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>The filters of GET /containers/json: values of one name are alternatives (labels: all must hold), names must all hold.</summary>
internal sealed class ContainerFilter
{
    private static readonly string[] Known =
    [
        "ancestor", "before", "expose", "exited", "health", "id", "isolation", "is-task", "label", "name", "network", "publish", "since",
        "status", "volume",
    ];

    private readonly Filters _filters;
    private readonly NetworkDirectory _networks;
    private readonly Regex[] _names;
    private readonly HashSet<int> _exitCodes = [];
    private readonly HashSet<string> _ancestors = new(StringComparer.Ordinal);
    private readonly DateTimeOffset? _before;
    private readonly DateTimeOffset? _since;

    /// <summary>Checks the filters; Invalid or NotFound in dockerd's words for values that cannot be.</summary>
    public ContainerFilter(Filters filters, ContainerDirectory directory, ImageService images, NetworkDirectory networks)
    {
        FilterRules.RequireKnown(filters, Known);
        _filters = filters;
        _networks = networks;
        _names = [.. filters["name"].Select(NamePattern)];
        foreach (string code in filters["exited"])
        {
            _exitCodes.Add(int.TryParse(code, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                ? number
                : throw DaemonException.Invalid($"invalid filter 'exited=[{code}]'"));
        }

        RequireOneOf(filters, "status", ContainerStatusNames.All);

        RequireOneOf(filters, "health", ["none", "starting", "healthy", "unhealthy"]);
        RequireOneOf(filters, "is-task", ["true", "false"]);
        foreach (string reference in filters["ancestor"])
        {
            _ancestors.UnionWith(ImageNames.WithDescendants(images.Index, reference));
        }

        foreach (string reference in filters["before"])
        {
            _before = Earlier(_before, directory.Find(reference).Record.Created);
        }

        foreach (string reference in filters["since"])
        {
            _since = Later(_since, directory.Find(reference).Record.Created);
        }
    }

    /// <summary>As dockerd: a state that is asked for is looked for among all; an exit code only among those that run.</summary>
    public bool ImpliesAll => _filters.Has("status");

    public bool Matches(ContainerRecord record) =>
        MatchesIdentity(record)
        && MatchesState(record)
        && MatchesRelations(record)
        && (!_filters.Has("is-task") || _filters["is-task"].Contains("false"))
        && (!_filters.Has("health") || _filters["health"].Contains("none"))
        && FilterRules.MatchesLabels(_filters, record.Config.Labels);

    private static void RequireOneOf(Filters filters, string name, ReadOnlySpan<string> allowed)
    {
        foreach (string value in filters[name])
        {
            if (!allowed.Contains(value))
            {
                throw DaemonException.Invalid($"invalid filter '{name}=[{value}]'");
            }
        }
    }

    private static bool IsMatch(Regex pattern, string name)
    {
        try
        {
            return pattern.IsMatch(name) || pattern.IsMatch("/" + name);
        }
        catch (RegexMatchTimeoutException tooSlow)
        {
            throw DaemonException.Invalid($"invalid filter 'name=[{pattern}]': it takes too long", tooSlow);
        }
    }

    private static Regex NamePattern(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100));
        }
        catch (ArgumentException malformed)
        {
            throw DaemonException.Invalid($"invalid filter 'name=[{pattern}]'", malformed);
        }
    }

    private bool MatchesIdentity(ContainerRecord record) =>
        (!_filters.Has("id") || _filters["id"].Any(id => record.Id.StartsWith(id, StringComparison.Ordinal)))
        && (_names.Length == 0 || _names.Any(pattern => IsMatch(pattern, record.Name)))
        && (!_filters.Has("ancestor") || _ancestors.Contains(record.ImageId));

    private bool MatchesState(ContainerRecord record) =>
        (!_filters.Has("status") || _filters["status"].Contains(record.State.Status.ApiName()))
        && (!_filters.Has("exited")
            || (_exitCodes.Contains(record.State.ExitCode) && record.State.Status == ContainerStatus.Exited))
        && (_before is null || record.Created < _before)
        && (_since is null || record.Created > _since);

    private bool MatchesRelations(ContainerRecord record) =>
        (!_filters.Has("network") || ContainerNetworks.Describe(record, _networks, version: null).Any(IsWanted))
        && (!_filters.Has("volume")
            || ContainerMounts.Describe(record).Any(mount => _filters["volume"].Any(wanted => wanted == mount.Source || wanted == mount.Destination)))
        && (!_filters.Has("publish") || _filters["publish"].Any(port => HasPort(record.HostConfig.PortBindings?.Keys, port)))
        && (!_filters.Has("expose") || _filters["expose"].Any(port => HasPort(record.Config.ExposedPorts?.Keys, port)));

    // A port or a range, `8000-8010/udp`, as dockerd takes them.
    private static bool HasPort(IEnumerable<string>? ports, string wanted)
    {
        string full = wanted.Contains('/', StringComparison.Ordinal) ? wanted : wanted + "/tcp";
        string[] parts = full.Split('/');
        string[] ends = parts[0].Split('-');
        foreach (string port in ports ?? [])
        {
            string[] own = (port.Contains('/', StringComparison.Ordinal) ? port : port + "/tcp").Split('/');
            if (own[1] == parts[1]
                && (own[0] == parts[0]
                    || (ushort.TryParse(own[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort number)
                        && ushort.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort first)
                        && ushort.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort last)
                        && number >= first && number <= last)))
            {
                return true;
            }
        }

        return false;
    }

    // By name or id.
    private bool IsWanted(KeyValuePair<string, EndpointSettings> network)
    {
        foreach (string wanted in _filters["network"])
        {
            if (wanted == network.Key || wanted == network.Value.NetworkID)
            {
                return true;
            }
        }

        return false;
    }

    private static DateTimeOffset Earlier(DateTimeOffset? left, DateTimeOffset right) => left < right ? left.Value : right;

    private static DateTimeOffset Later(DateTimeOffset? left, DateTimeOffset right) => left > right ? left.Value : right;
}
