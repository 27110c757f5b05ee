using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images;

/// <summary>
/// A parsed image name: a repository in its normalized form (`docker.io/library/busybox`), and a tag, a digest, both or neither. What a user types
/// is the familiar form, in which docker's own registry and its `library/` are left out.
/// </summary>
internal readonly record struct ImageReference
{
    public const string DefaultTag = "latest";

    private const string DefaultDomain = "docker.io";
    private const string LegacyDefaultDomain = "index.docker.io";
    private const string OfficialPrefix = "library/";
    private const string Localhost = "localhost";

    private ImageReference(string domain, string path, string? tag, string? digest)
    {
        Domain = domain;
        Path = path;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>The registry's host, perhaps with a port: `docker.io`.</summary>
    public string Domain { get; }

    /// <summary>The repository within the registry: `library/busybox`.</summary>
    public string Path { get; }

    public string? Tag { get; }

    /// <summary>The digest's text; other algorithms than SHA-256 may stand here.</summary>
    public string? Digest { get; }

    public string Repository => $"{Domain}/{Path}";

    /// <summary>The repository as users know it: `busybox`, `someone/app`, `registry.example:5000/app`.</summary>
    public string FamiliarRepository =>
        Domain != DefaultDomain ? Repository
        : Path.StartsWith(OfficialPrefix, StringComparison.Ordinal) && Path.IndexOf('/', OfficialPrefix.Length) < 0 ? Path[OfficialPrefix.Length..]
        : Path;

    /// <summary>As users know it: `busybox:latest`.</summary>
    public string Familiar => FamiliarRepository + Suffix;

    private string Suffix => (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);

    /// <summary>Parses what a user typed. Fails as Invalid, in dockerd's words.</summary>
    public static ImageReference Parse(string? text)
    {
        text ??= "";
        if (HexId.IsFullId(text))
        {
            throw DaemonException.Invalid($"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings");
        }

        (string domain, string rest) = SplitDomain(text);
        int nameEnd = rest.AsSpan().IndexOfAny(':', '@');
        string path = nameEnd < 0 ? rest : rest[..nameEnd];
        if (path.AsSpan().ContainsAnyInRange('A', 'Z'))
        {
            throw DaemonException.Invalid($"invalid reference format: repository name ({path}) must be lowercase");
        }

        string suffix = rest[path.Length..];
        int at = suffix.IndexOf('@');
        string? digest = at < 0 ? null : suffix[(at + 1)..];
        string? tag = (at < 0 ? suffix : suffix[..at]) is { Length: > 0 } withColon ? withColon[1..] : null;
        if (!ReferenceGrammar.IsDomain(domain) || !ReferenceGrammar.IsPath(path)
            || (tag is not null && !ReferenceGrammar.IsTag(tag)) || (digest is not null && !ReferenceGrammar.IsDigest(digest)))
        {
            throw DaemonException.Invalid("invalid reference format");
        }

        if (domain.Length + 1 + path.Length > ReferenceGrammar.MaxRepositoryLength)
        {
            throw DaemonException.Invalid($"repository name must not be more than {ReferenceGrammar.MaxRepositoryLength} characters");
        }

        return new ImageReference(domain, path, tag, digest);
    }

    public static bool TryParse(string? text, out ImageReference reference)
    {
        try
        {
            reference = Parse(text);
            return true;
        }
        catch (DaemonException)
        {
            reference = default;
            return false;
        }
    }

    /// <summary>The same, with the tag `latest` if it has neither tag nor digest.</summary>
    public ImageReference WithDefaultTag() => Tag is null && Digest is null ? WithTag(DefaultTag) : this;

    /// <summary>The same repository with a tag instead of what it has. The tag must be valid.</summary>
    public ImageReference WithTag(string tag) => ReferenceGrammar.IsTag(tag)
        ? new ImageReference(Domain, Path, tag, null)
        : throw DaemonException.Invalid("invalid tag format");

    /// <summary>The same repository and digest without a tag.</summary>
    public ImageReference WithoutTag() => new(Domain, Path, null, Digest);

    /// <summary>The normalized form: `docker.io/library/busybox:latest`.</summary>
    public override string ToString() => Repository + Suffix;

    /// <summary>What stands before the first slash is a registry only if it looks like a host: docker's rule.</summary>
    private static (string Domain, string Remainder) SplitDomain(string text)
    {
        int slash = text.IndexOf('/');
        string first = slash < 0 ? "" : text[..slash];
        bool isHost = first.AsSpan().ContainsAny('.', ':') || first == Localhost || first.AsSpan().ContainsAnyInRange('A', 'Z');
        (string domain, string rest) = slash >= 0 && isHost ? (first, text[(slash + 1)..]) : (DefaultDomain, text);
        if (domain == LegacyDefaultDomain)
        {
            domain = DefaultDomain;
        }

        return domain == DefaultDomain && !rest.Contains('/') ? (domain, OfficialPrefix + rest) : (domain, rest);
    }
}
