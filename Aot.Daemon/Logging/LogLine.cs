namespace Aot.Daemon.Logging;

/// <summary>One event to be written, whatever its form.</summary>
/// <param name="Message">The text with its values in place.</param>
/// <param name="Values">The named values; the one named {OriginalFormat} is the message's template.</param>
internal readonly record struct LogLine(
    DateTimeOffset Time, LogLevel Level, string Message, IReadOnlyList<KeyValuePair<string, object?>>? Values, Exception? Exception)
{
    private const string TemplateKey = "{OriginalFormat}";

    /// <summary>The message with `{Name}` in place of the values; empty when there is none.</summary>
    public string Template
    {
        get
        {
            for (int i = 0; i < (Values?.Count ?? 0); i++)
            {
                if (Values![i].Key == TemplateKey)
                {
                    return Values[i].Value as string ?? "";
                }
            }

            return "";
        }
    }

    /// <summary>Whether a value is the template and no value at all.</summary>
    public static bool IsTemplate(string key) => key == TemplateKey;
}
