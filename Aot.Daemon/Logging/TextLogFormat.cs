using System.Buffers;
using System.Globalization;
using System.Text;
using Aot.Daemon.Config;

namespace Aot.Daemon.Logging;

/// <summary>
/// dockerd's text form (logrus): <c>time="..." level=info msg="..." key=value</c>. Values that the message already shows are
/// not repeated. Text from outside is quoted, so that it cannot forge a line.
/// </summary>
internal sealed class TextLogFormat : ILogFormat
{
    // What logrus leaves without quotes.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/@^+");

    public void Write(in LogLine line, IBufferWriter<byte> output)
    {
        StringBuilder text = new(256);
        text.Append("time=\"").Append(Timestamp(line.Time)).Append("\" level=").Append(LogLevels.Name(line.Level)).Append(" msg=");
        Quoted(text, line.Message);
        string template = line.Template;
        for (int i = 0; i < (line.Values?.Count ?? 0); i++)
        {
            (string key, object? value) = line.Values![i];
            if (!LogLine.IsTemplate(key) && !IsShown(template, key))
            {
                Pair(text, key, Text(value));
            }
        }

        if (line.Exception is { } exception)
        {
            Pair(text, "error", Text(exception));
        }

        text.Append('\n');
        foreach (ReadOnlyMemory<char> chunk in text.GetChunks())
        {
            Encoding.UTF8.GetBytes(chunk.Span, output);
        }
    }

    /// <summary>RFC 3339 with nine digits, as dockerd writes it.</summary>
    public static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture);

    /// <summary>A value in words. An expected failure is its message; of others the whole story is wanted.</summary>
    public static string Text(object? value) => value switch
    {
        null => "",
        Primitives.DaemonException expected => expected.Message,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    // `{key}`, or `{key:format}`.
    private static bool IsShown(string template, string key)
    {
        int start = template.IndexOf("{" + key, StringComparison.Ordinal);
        return start >= 0 && template.AsSpan(start + 1 + key.Length) is ['}' or ':' or ',', ..];
    }

    private static void Pair(StringBuilder text, string key, string value)
    {
        text.Append(' ').Append(key).Append('=');
        if (value.Length > 0 && !value.AsSpan().ContainsAnyExcept(Plain))
        {
            text.Append(value);
        }
        else
        {
            Quoted(text, value);
        }
    }

    private static void Quoted(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"' or '\\':
                    text.Append('\\').Append(c);
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                default:
                    if (char.IsControl(c))
                    {
                        text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    }
                    else
                    {
                        text.Append(c);
                    }

                    break;
            }
        }

        text.Append('"');
    }
}
