using System.Buffers;
using System.Net;

namespace Aot.Daemon.Images;

/// <summary>The grammar of the parts of an image reference (the distribution project's reference format).</summary>
internal static class ReferenceGrammar
{
    /// <summary>Characters of registry and path together.</summary>
    public const int MaxRepositoryLength = 255;

    private const int MaxTagLength = 128;

    private static readonly SearchValues<char> LowerAlphanumeric = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private static readonly SearchValues<char> Word =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    private static readonly SearchValues<char> WordDotHyphen =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

    /// <summary>A host name, an IPv4 address or a bracketed IPv6 address, with or without a port.</summary>
    public static bool IsDomain(ReadOnlySpan<char> domain)
    {
        int hostEnd = domain.StartsWith('[') ? domain.IndexOf(']') + 1 : domain.IndexOf(':');
        ReadOnlySpan<char> host = hostEnd < 0 ? domain : domain[..hostEnd];
        ReadOnlySpan<char> port = hostEnd < 0 ? "" : domain[hostEnd..];
        if (!port.IsEmpty && (port[0] != ':' || port.Length < 2 || port[1..].ContainsAnyExceptInRange('0', '9')))
        {
            return false;
        }

        if (host.StartsWith('['))
        {
            return IPAddress.TryParse(host, out _) && !host.Contains('%');
        }

        foreach (Range part in host.Split('.'))
        {
            ReadOnlySpan<char> label = host[part];
            if (label.IsEmpty || label[0] == '-' || label[^1] == '-' || label.Contains('_') || label.ContainsAnyExcept(WordDotHyphen))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Components joined by slashes; each is lower-case letters and digits, joined by one dot, one or two underscores, or hyphens.</summary>
    public static bool IsPath(ReadOnlySpan<char> path)
    {
        foreach (Range part in path.Split('/'))
        {
            if (!IsPathComponent(path[part]))
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsTag(ReadOnlySpan<char> tag) =>
        tag.Length is > 0 and <= MaxTagLength && Word.Contains(tag[0]) && !tag.ContainsAnyExcept(WordDotHyphen);

    /// <summary>`algorithm:hex` of the registered algorithms.</summary>
    public static bool IsDigest(ReadOnlySpan<char> digest)
    {
        int colon = digest.IndexOf(':');
        int length = colon < 0 ? -1 : digest[..colon] switch
        {
            "sha256" => 64,
            "sha384" => 96,
            "sha512" => 128,
            _ => -1,
        };
        return digest.Length - colon - 1 == length && !digest[(colon + 1)..].ContainsAnyExcept(HexDigits);
    }

    private static bool IsPathComponent(ReadOnlySpan<char> component)
    {
        while (true)
        {
            int letters = component.IndexOfAnyExcept(LowerAlphanumeric);
            if (letters < 0)
            {
                return !component.IsEmpty;
            }

            ReadOnlySpan<char> rest = component[letters..];
            int separator = rest.IndexOfAny(LowerAlphanumeric);
            if (letters == 0 || separator < 0 || !IsSeparator(rest[..separator]))
            {
                return false;
            }

            component = rest[separator..];
        }
    }

    private static bool IsSeparator(ReadOnlySpan<char> text) => text is "." or "_" or "__" || !text.ContainsAnyExcept('-');
}
