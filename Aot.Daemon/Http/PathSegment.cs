using System.Text;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Http;

/// <summary>One segment of a request's path.</summary>
internal static class PathSegment
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Undoes the percent-encoding. Invalid for a bad escape, bytes that are no UTF-8, control characters, and a segment that is, or
    /// contains after decoding, `.` or `..` as a path would.</summary>
    public static string Decode(ReadOnlySpan<char> segment)
    {
        string text = segment.Contains('%') ? Unescape(segment) : segment.ToString();
        if (text.AsSpan().ContainsAnyInRange('\0', '\x1f') || HasDots(text))
        {
            throw DaemonException.Invalid("invalid path in the request");
        }

        return text;
    }

    private static bool HasDots(ReadOnlySpan<char> text)
    {
        foreach (Range part in text.Split('/'))
        {
            if (text[part] is "." or "..")
            {
                return true;
            }
        }

        return false;
    }

    private static string Unescape(ReadOnlySpan<char> segment)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetMaxByteCount(segment.Length)];
        int length = 0;
        for (int i = 0; i < segment.Length; i++)
        {
            if (segment[i] != '%')
            {
                length += Encoding.UTF8.GetBytes(segment.Slice(i, 1), bytes.AsSpan(length));
                continue;
            }

            if (i + 2 >= segment.Length || !char.IsAsciiHexDigit(segment[i + 1]) || !char.IsAsciiHexDigit(segment[i + 2]))
            {
                throw DaemonException.Invalid("invalid URL escape in the request's path");
            }

            bytes[length++] = Convert.FromHexString(segment.Slice(i + 1, 2))[0];
            i += 2;
        }

        try
        {
            return Strict.GetString(bytes, 0, length);
        }
        catch (ArgumentException malformed)
        {
            throw DaemonException.Invalid("the request's path is no UTF-8", malformed);
        }
    }
}
