using System.Text.Json;

namespace Aot.Daemon.Logs;

/// <summary>A line of a json-file log: {"log":"text\n","stream":"stdout","attrs":{...},"time":"RFC3339"}. It refers to the bytes it was read from.</summary>
internal ref struct LogLine
{
    public const byte Stdout = 1;
    public const byte Stderr = 2;

    private const int ShortestTime = 20; // 2006-01-02T15:04:05Z

    private Utf8JsonReader _text;

    /// <summary>Stdout or Stderr: the stream's number in the Engine API's frames.</summary>
    public byte Stream { get; private set; }

    /// <summary>When it was logged, cut to 100 ns.</summary>
    public DateTimeOffset Time { get; private set; }

    /// <summary>The time as it stands in the file, RFC 3339 with up to nanoseconds.</summary>
    public ReadOnlySpan<byte> TimeText { get; private set; }

    /// <summary>The JSON object `attrs`; empty when there is none.</summary>
    public ReadOnlySpan<byte> Attributes { get; private set; }

    /// <summary>The bytes that the text takes at most.</summary>
    public readonly int MaxTextLength => _text.ValueSpan.Length;

    /// <summary>Reads a line; false when it is damaged.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, out LogLine line)
    {
        line = default;
        var reader = new Utf8JsonReader(json);
        bool hasText = false, hasTime = false;
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("log"u8))
                {
                    reader.Read();
                    hasText = reader.TokenType == JsonTokenType.String;
                    line._text = reader;
                }
                else if (reader.ValueTextEquals("stream"u8))
                {
                    reader.Read();
                    line.Stream = reader.ValueTextEquals("stdout"u8) ? Stdout : reader.ValueTextEquals("stderr"u8) ? Stderr : (byte)0;
                }
                else if (reader.ValueTextEquals("time"u8))
                {
                    reader.Read();
                    hasTime = reader.TryGetDateTimeOffset(out DateTimeOffset time) && !reader.ValueIsEscaped
                        && reader.ValueSpan.Length >= ShortestTime;
                    line.Time = time;
                    line.TimeText = reader.ValueSpan;
                }
                else if (reader.ValueTextEquals("attrs"u8))
                {
                    reader.Read();
                    int start = (int)reader.TokenStartIndex;
                    bool isObject = reader.TokenType == JsonTokenType.StartObject;
                    reader.Skip();
                    line.Attributes = isObject ? json[start..(int)reader.BytesConsumed] : default;
                }
                else
                {
                    reader.Skip();
                }
            }

            // After the object nothing but white space may come: Read throws on anything else.
            return reader.TokenType == JsonTokenType.EndObject && !reader.Read() && hasText && hasTime && line.Stream != 0;
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Writes the text, unescaped, and tells its length; false when its escapes are damaged.</summary>
    public readonly bool TryCopyText(Span<byte> destination, out int length)
    {
        try
        {
            length = _text.CopyString(destination);
            return true;
        }
        catch (InvalidOperationException)
        {
            length = 0;
            return false;
        }
    }
}
