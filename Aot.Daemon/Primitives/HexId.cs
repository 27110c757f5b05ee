using System.Buffers;
using System.Security.Cryptography;

namespace Aot.Daemon.Primitives;

/// <summary>The random 64-digit lower-case hexadecimal ids of containers, execs and networks.</summary>
internal static class HexId
{
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>Digits in a full id.</summary>
    public const int Length = 64;

    /// <summary>Digits in a short id, as the CLI prints it and as the default hostname has it.</summary>
    public const int ShortLength = 12;

    /// <summary>A new id that is not all decimal digits in its short form (as dockerd: a hostname must not look like a number).</summary>
    public static string New()
    {
        Span<byte> bytes = stackalloc byte[Length / 2];
        while (true)
        {
            RandomNumberGenerator.Fill(bytes);
            string id = Convert.ToHexStringLower(bytes);
            if (id.AsSpan(0, ShortLength).ContainsAnyInRange('a', 'f'))
            {
                return id;
            }
        }
    }

    public static bool IsFullId(ReadOnlySpan<char> text) => text.Length == Length && IsLowerHex(text);

    public static bool IsLowerHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(LowerHex);
}
