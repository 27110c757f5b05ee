namespace Aot.Daemon.Http;

/// <summary>The named parts of a matched path, decoded.</summary>
internal readonly struct RouteValues(IReadOnlyList<KeyValuePair<string, string>>? values)
{
    public string this[string name]
    {
        get
        {
            foreach (var pair in values ?? [])
            {
                if (pair.Key == name)
                {
                    return pair.Value;
                }
            }

            throw new ArgumentException($"the route has no {{{name}}}", nameof(name));
        }
    }
}
