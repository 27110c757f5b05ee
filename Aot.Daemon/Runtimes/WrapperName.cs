using System.Security.Cryptography;
using System.Text;

namespace Aot.Daemon.Runtimes;

/// <summary>
/// The file names of wrapper scripts: `safe name.suffix`, the suffix being the SHA-256 of the content. Written to the caller's
/// memory; nothing is allocated.
/// </summary>
internal static class WrapperName
{
    /// <summary>Characters of a suffix: 32 bytes in base32 are 52 digits, padded to a multiple of eight (RFC 4648, section 6).</summary>
    public const int SuffixLength = 56;

    /// <summary>The longest name of a script. With the suffix of a temporary file it stays below the 255 bytes of a file name.</summary>
    public const int MaxLength = MaxSafeName + 1 + SuffixLength;

    private const int MaxSafeName = 128;

    // Of a name too long, this much is kept before the mark and the digest of the whole.
    private const int KeptOfLong = MaxSafeName - 2 - DigestDigits;
    private const int DigestDigits = 52;

    /// <summary>dockerd's digits: no vowels, so that no suffix is a word.</summary>
    private static ReadOnlySpan<byte> Digits => "0123456789BCDFGHJKLMNPQRSTVWXYZ-"u8;

    private static ReadOnlySpan<byte> HexDigits => "0123456789ABCDEF"u8;

    /// <summary>Writes the name of the script of that content for a runtime; gives its length, at most <see cref="MaxLength"/>.</summary>
    public static int Format(ReadOnlySpan<char> runtime, ReadOnlySpan<byte> content, Span<char> name)
    {
        int length = FormatSafeName(runtime, name);
        name[length++] = '.';
        FormatSuffix(content, name.Slice(length, SuffixLength));
        return length + SuffixLength;
    }

    /// <summary>Writes the 56 characters that stand for a content.</summary>
    public static void FormatSuffix(ReadOnlySpan<byte> content, Span<char> suffix)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        FormatDigits(hash, suffix);
        suffix[DigestDigits..SuffixLength].Fill('=');
    }

    /// <summary>
    /// Letters, digits, `_`, `-` and dots that are not the first stay; each other byte of the name's UTF-8 becomes %XX, and a name that grows too
    /// long ends in its digest behind %-. No two names give the same (SHA-256 willing).
    /// </summary>
    private static int FormatSafeName(ReadOnlySpan<char> runtime, Span<char> safe)
    {
        int length = 0;
        foreach (Rune rune in runtime.EnumerateRunes())
        {
            bool plain = rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value is '_' or '-' || (rune.Value == '.' && length > 0));
            if (length + (plain ? 1 : 3 * rune.Utf8SequenceLength) > MaxSafeName)
            {
                return FormatDigest(runtime, safe);
            }

            if (plain)
            {
                safe[length++] = (char)rune.Value;
                continue;
            }

            length += Escape(rune, safe[length..]);
        }

        return length;
    }

    private static int Escape(Rune rune, Span<char> safe)
    {
        Span<byte> utf8 = stackalloc byte[4];
        int bytes = rune.EncodeToUtf8(utf8);
        for (int i = 0; i < bytes; i++)
        {
            safe[3 * i] = '%';
            safe[(3 * i) + 1] = (char)HexDigits[utf8[i] >> 4];
            safe[(3 * i) + 2] = (char)HexDigits[utf8[i] & 15];
        }

        return 3 * bytes;
    }

    /// <summary>Of the name that has been begun in <paramref name="safe"/> the front is kept.</summary>
    private static int FormatDigest(ReadOnlySpan<char> runtime, Span<char> safe)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(runtime), hash);
        safe[KeptOfLong] = '%';
        safe[KeptOfLong + 1] = '-';
        FormatDigits(hash, safe.Slice(KeptOfLong + 2, DigestDigits));
        return MaxSafeName;
    }

    /// <summary>Five bits a digit, the first bits first; the last digit of 32 bytes has one bit.</summary>
    private static void FormatDigits(ReadOnlySpan<byte> hash, Span<char> text)
    {
        int bits = 0, pending = 0, at = 0;
        foreach (byte next in hash)
        {
            pending = (pending << 8) | next;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text[at++] = (char)Digits[(pending >> bits) & 31];
            }

            pending &= (1 << bits) - 1;
        }

        text[at] = (char)Digits[(pending << (5 - bits)) & 31];
    }
}
