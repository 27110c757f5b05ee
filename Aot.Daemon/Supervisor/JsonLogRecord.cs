using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Aot.Daemon.Interop;

namespace Aot.Daemon.Supervisor;

/// <summary>
/// Records of docker's json-file format, byte by byte as dockerd writes them: Go's escapes, among them those of &lt;, &gt;, &amp;,
/// U+2028 and U+2029; invalid UTF-8 as \ufffd; the time in RFC 3339 with nanoseconds, whose trailing zeros are left out.
/// </summary>
internal sealed class JsonLogRecord
{
    private readonly byte[] _attributes;
    private byte[] _buffer = [];

    public JsonLogRecord(SortedDictionary<string, string>? attributes)
    {
        if (attributes is not { Count: > 0 })
        {
            _attributes = [];
            return;
        }

        Put(",\"attrs\":{"u8);
        bool first = true;
        foreach ((string name, string value) in attributes)
        {
            Put(first ? "\""u8 : ",\""u8);
            first = false;
            Escape(Encoding.UTF8.GetBytes(name));
            Put("\":\""u8);
            Escape(Encoding.UTF8.GetBytes(value));
            Put("\""u8);
        }

        Put("}"u8);
        _attributes = Content.ToArray();
        Clear();
    }

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Content => _buffer.AsSpan(0, Length);

    /// <summary>Appends a record whose text is the two pieces together. The stream is 1 or 2.</summary>
    public void Append(int stream, ReadOnlySpan<byte> begin, ReadOnlySpan<byte> rest)
    {
        Put("{\"log\":\""u8);
        if (begin.IsEmpty)
        {
            Escape(rest);
        }
        else
        {
            // A character may lie across the seam.
            byte[] whole = ArrayPool<byte>.Shared.Rent(begin.Length + rest.Length);
            begin.CopyTo(whole);
            rest.CopyTo(whole.AsSpan(begin.Length));
            Escape(whole.AsSpan(0, begin.Length + rest.Length));
            ArrayPool<byte>.Shared.Return(whole);
        }

        Put(stream == 1 ? "\",\"stream\":\"stdout\""u8 : "\",\"stream\":\"stderr\""u8);
        Put(_attributes);
        Put(",\"time\":\""u8);
        PutTime();
        Put("\"}\n"u8);
    }

    public void Clear()
    {
        Length = 0;
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private void Escape(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            int plain = text.IndexOfAnyExcept(Plain);
            if (plain != 0)
            {
                plain = plain < 0 ? text.Length : plain;
                Put(text[..plain]);
                text = text[plain..];
                continue;
            }

            byte first = text[0];
            if (first < 0x80)
            {
                PutAscii(first);
                text = text[1..];
                continue;
            }

            // Go replaces every byte that begins no valid character by itself.
            OperationStatus status = Rune.DecodeFromUtf8(text, out Rune rune, out int length);
            if (status != OperationStatus.Done)
            {
                Put("\\ufffd"u8);
                text = text[1..];
            }
            else
            {
                Put(rune.Value switch
                {
                    0x2028 => "\\u2028"u8,
                    0x2029 => "\\u2029"u8,
                    _ => text[..length],
                });
                text = text[length..];
            }
        }
    }

    private void PutAscii(byte character)
    {
        switch (character)
        {
            case (byte)'"':
                Put("\\\""u8);
                break;
            case (byte)'\\':
                Put("\\\\"u8);
                break;
            case (byte)'\n':
                Put("\\n"u8);
                break;
            case (byte)'\r':
                Put("\\r"u8);
                break;
            default:
                Span<byte> escape = stackalloc byte[6];
                "\\u00"u8.CopyTo(escape);
                _ = Utf8Formatter.TryFormat(character, escape[4..], out _, new StandardFormat('x', 2));
                Put(escape);
                break;
        }
    }

    private void PutTime()
    {
        _ = ClockGetTime.Call(ClockGetTime.Realtime, out ClockGetTime.Time now);
        Span<byte> text = stackalloc byte[32];
        _ = DateTimeOffset.FromUnixTimeSeconds(now.Seconds)
            .TryFormat(text, out int length, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        if (now.Nanoseconds != 0)
        {
            text[length++] = (byte)'.';
            _ = now.Nanoseconds.TryFormat(text[length..], out int digits, "D9", CultureInfo.InvariantCulture);
            length += digits;
            while (text[length - 1] == (byte)'0')
            {
                length--;
            }
        }

        text[length++] = (byte)'Z';
        Put(text[..length]);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        if (Length + bytes.Length > _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, 2 * (Length + bytes.Length)));
            Content.CopyTo(larger);
            if (_buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
            }

            _buffer = larger;
        }

        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>ASCII that stands for itself; all else is looked at.</summary>
    private static readonly SearchValues<byte> Plain = SearchValues.Create(PlainAscii());

    private static byte[] PlainAscii()
    {
        List<byte> plain = [];
        for (byte character = 0x20; character < 0x80; character++)
        {
            if ("\"\\<>&".IndexOf((char)character, StringComparison.Ordinal) < 0)
            {
                plain.Add(character);
            }
        }

        return [.. plain];
    }
}
