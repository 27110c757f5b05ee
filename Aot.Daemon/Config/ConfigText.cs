using System.Buffers;
using System.Text;
using System.Text.Json;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Config;

/// <summary>A configuration as text for the log and for reports: credentials are masked.</summary>
internal static class ConfigText
{
    /// <summary>The whole configuration as one JSON object.</summary>
    public static string Of(DaemonConfig config)
    {
        ArrayBufferWriter<byte> text = new(1024);
        using (Utf8JsonWriter json = new(text, OptionText.WriterOptions))
        {
            json.WriteStartObject();
            foreach (DaemonOption option in OptionTable.Rows.OrderBy(row => row.FullKey, StringComparer.Ordinal))
            {
                if (option.Key is not null && Shown(option, config) is { } value)
                {
                    json.WritePropertyName(option.FullKey);
                    json.WriteRawValue(value);
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>An option's value as JSON; null: there is none.</summary>
    public static string? Shown(DaemonOption option, DaemonConfig config)
    {
        string? value = option.Value(config);
        return value is null || !option.IsSecret ? value : $"\"{JsonEncodedText.Encode(Masked(value), OptionText.WriterOptions.Encoder)}\"";
    }

    private static string Masked(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return UrlCredentials.Mask(document.RootElement.GetString()!);
    }
}
