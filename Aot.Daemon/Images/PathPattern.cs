using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images;

/// <summary>Shell patterns as Go's path.Match has them: `*` and `?` do not match a slash; classes in brackets; a backslash quotes.</summary>
internal static class PathPattern
{
    /// <summary>Fails as Invalid for a malformed pattern.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        while (!pattern.IsEmpty)
        {
            if (pattern[0] == '*')
            {
                pattern = pattern.TrimStart('*');
                for (int skipped = 0; ; skipped++)
                {
                    if (Matches(pattern, text[skipped..]))
                    {
                        return true;
                    }

                    if (skipped == text.Length || text[skipped] == '/')
                    {
                        return false;
                    }
                }
            }

            (bool matches, int length) = MatchOne(pattern, text);
            if (!matches)
            {
                return false;
            }

            pattern = pattern[length..];
            text = text[1..];
        }

        return text.IsEmpty;
    }

    /// <summary>Whether the pattern's first element matches the text's first character, and the element's length.</summary>
    private static (bool Matches, int Length) MatchOne(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        char character = text.IsEmpty ? '\0' : text[0];
        switch (pattern[0])
        {
            case '?':
                return (!text.IsEmpty && character != '/', 1);
            case '[':
                return MatchClass(pattern, character, !text.IsEmpty && character != '/');
            case '\\':
                return pattern.Length > 1 ? (!text.IsEmpty && pattern[1] == character, 2) : throw Malformed(pattern);
            default:
                return (!text.IsEmpty && pattern[0] == character, 1);
        }
    }

    private static (bool Matches, int Length) MatchClass(ReadOnlySpan<char> pattern, char character, bool possible)
    {
        int at = 1;
        bool negated = at < pattern.Length && pattern[at] == '^';
        at += negated ? 1 : 0;
        bool found = false;
        int first = at;
        while (at < pattern.Length && (pattern[at] != ']' || at == first))
        {
            char low = pattern[at++];
            char high = low;
            if (at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']')
            {
                high = pattern[at + 1];
                at += 2;
            }

            found |= low <= character && character <= high;
        }

        return at < pattern.Length ? (possible && found != negated, at + 1) : throw Malformed(pattern);
    }

    private static DaemonException Malformed(ReadOnlySpan<char> pattern) => DaemonException.Invalid($"invalid pattern: {pattern}");
}
