namespace Aot.Daemon.Http;

/// <summary>The `filters` of list, prune and events requests: a set of values for each name.</summary>
internal sealed class Filters(IReadOnlyDictionary<string, IReadOnlyList<string>> values)
{
    public static readonly Filters None = new(new Dictionary<string, IReadOnlyList<string>>());

    public bool IsEmpty => values.Count == 0;

    public IEnumerable<string> Names => values.Keys;

    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>The values of a name; empty when it is absent.</summary>
    public IReadOnlyList<string> this[string name] => values.TryGetValue(name, out var found) ? found : [];
}
