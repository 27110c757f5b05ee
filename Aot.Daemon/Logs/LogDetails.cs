using System.Text;
using System.Text.Json;

namespace Aot.Daemon.Logs;

/// <summary>The attributes of a line as `details` shows them: k=v,k=v sorted by key, each escaped as in a URL's query.</summary>
internal sealed class LogDetails
{
    // All lines of a run carry the same attributes, so the last answer is nearly always the next.
    private byte[] _json = [];
    private byte[] _text = [];

    /// <summary>The text for a JSON object of strings; empty for none. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Format(ReadOnlySpan<byte> attributes)
    {
        if (!attributes.SequenceEqual(_json))
        {
            _text = attributes.IsEmpty ? [] : Encoding.UTF8.GetBytes(Join(attributes));
            _json = attributes.ToArray();
        }

        return _text;
    }

    private static string Join(ReadOnlySpan<byte> attributes)
    {
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(attributes);
        reader.Read();
        try
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string key = reader.GetString()!;
                reader.Read();
                if (reader.TokenType == JsonTokenType.String)
                {
                    pairs[key] = reader.GetString()!;
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (InvalidOperationException)
        {
            // No UTF-8: the line is worth more than what was said about it.
        }

        var joined = new StringBuilder();
        foreach (var (key, value) in pairs)
        {
            joined.Append(joined.Length > 0 ? "," : "").Append(Escape(key)).Append('=').Append(Escape(value));
        }

        return joined.ToString();
    }

    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
