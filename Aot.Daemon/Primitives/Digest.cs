using System.Security.Cryptography;

namespace Aot.Daemon.Primitives;

/// <summary>A SHA-256 content digest, `sha256:` and 64 lower-case hexadecimal digits (OCI image spec, descriptor).</summary>
internal readonly record struct Digest
{
    private const string Prefix = "sha256:";
    private const int HexLength = 64;

    private Digest(string value) => Value = value;

    /// <summary>The whole text, `sha256:...`. Null only in a default instance.</summary>
    public string Value { get; }

    /// <summary>The 64 hexadecimal digits.</summary>
    public string Hex => Value[Prefix.Length..];

    public static bool TryParse(string? text, out Digest digest)
    {
        digest = default;
        if (text is null || text.Length != Prefix.Length + HexLength || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || !HexId.IsLowerHex(text.AsSpan(Prefix.Length)))
        {
            return false;
        }

        digest = new Digest(text);
        return true;
    }

    /// <summary>Parses `sha256:hex`; fails as Invalid.</summary>
    public static Digest Parse(string? text) =>
        TryParse(text, out var digest) ? digest : throw DaemonException.Invalid($"invalid digest: {text}");

    /// <summary>The digest whose 64 hexadecimal digits are given.</summary>
    public static Digest FromHex(ReadOnlySpan<char> hex) => Parse(string.Concat(Prefix, hex));

    /// <summary>The digest of bytes in memory.</summary>
    public static Digest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return FromHash(hash);
    }

    /// <summary>The digest from a finished 32-byte SHA-256.</summary>
    public static Digest FromHash(ReadOnlySpan<byte> hash) => new(Prefix + Convert.ToHexStringLower(hash));

    public override string ToString() => Value;
}
