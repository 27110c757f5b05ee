namespace Aot.Daemon.Http;

/// <summary>A parsed route pattern: literals, `{name}` and at most one greedy `{name*}`.</summary>
internal sealed class RoutePattern
{
    private readonly (bool IsValue, string Text)[] _segments;
    private readonly int _greedy = -1;

    public RoutePattern(string pattern)
    {
        string[] parts = pattern[1..].Split('/');
        _segments = new (bool, string)[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            string part = parts[i];
            bool value = part.StartsWith('{') && part.EndsWith('}');
            bool greedy = value && part[^2] == '*';
            if (greedy && _greedy >= 0)
            {
                throw new ArgumentException($"two greedy values in {pattern}", nameof(pattern));
            }

            _greedy = greedy ? i : _greedy;
            _segments[i] = value ? (true, part[1..(greedy ? ^2 : ^1)]) : (false, part);
        }
    }

    /// <summary>Matches a path's decoded segments. A greedy value takes at least one.</summary>
    public bool TryMatch(ReadOnlySpan<string> path, out RouteValues values)
    {
        values = default;
        int extra = path.Length - _segments.Length;
        if (extra < 0 || (extra > 0 && _greedy < 0))
        {
            return false;
        }

        List<KeyValuePair<string, string>>? found = null;
        for (int i = 0, at = 0; i < _segments.Length; i++)
        {
            int width = i == _greedy ? extra + 1 : 1;
            (bool isValue, string text) = _segments[i];
            if (isValue)
            {
                string value = width == 1 ? path[at] : string.Join('/', path.Slice(at, width)!);
                if (value.Length == 0)
                {
                    return false;
                }

                (found ??= []).Add(new(text, value));
            }
            else if (!string.Equals(text, path[at], StringComparison.Ordinal))
            {
                return false;
            }

            at += width;
        }

        values = found is null ? default : new RouteValues(found);
        return true;
    }
}
