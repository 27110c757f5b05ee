using System.Text;
using System.Text.Json;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Config;

/// <summary>daemon.json as text: found, decoded and parsed; what the keys mean is not known here.</summary>
internal static class ConfigFile
{
    // A configuration of a thousand registries has 100 kB; a mistaken path may be a device or a disk image.
    private const int MaximumBytes = 1024 * 1024;

    /// <summary>The keys and values of the file; none when it is empty, or missing though it need not exist.</summary>
    /// <exception cref="DaemonException">Invalid: missing, unreadable, or not a JSON object.</exception>
    public static IReadOnlyList<KeyValuePair<string, JsonElement>> Read(string path, bool mustExist)
    {
        byte[]? bytes;
        try
        {
            bytes = BoundedFile.Read(path, MaximumBytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw DaemonException.Invalid(failure.Message, failure);
        }

        if (bytes is null)
        {
            return mustExist ? throw DaemonException.Invalid($"open {path}: no such file or directory") : [];
        }

        if (bytes.Length > MaximumBytes)
        {
            throw DaemonException.Invalid($"the file is larger than {MaximumBytes} bytes");
        }

        string text = Decode(bytes);
        return string.IsNullOrWhiteSpace(text) ? [] : Parse(text);
    }

    // UTF-8, or what a byte order mark says: dockerd decodes UTF-16 too.
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        (Encoding encoding, int mark) = bytes switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (new UTF8Encoding(false, throwOnInvalidBytes: true), 3),
            [0xFE, 0xFF, ..] => (new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true), 2),
            [0xFF, 0xFE, ..] => (new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true), 2),
            _ => ((Encoding)new UTF8Encoding(false, throwOnInvalidBytes: true), 0),
        };
        try
        {
            return encoding.GetString(bytes[mark..]);
        }
        catch (DecoderFallbackException failure)
        {
            string name = encoding is UTF8Encoding ? "UTF-8" : "UTF-16";
            throw DaemonException.Invalid($"invalid {name} at byte {mark + failure.Index}", failure);
        }
    }

    private static List<KeyValuePair<string, JsonElement>> Parse(string text)
    {
        JsonElement root;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            root = document.RootElement.Clone();
        }
        catch (JsonException failure)
        {
            throw DaemonException.Invalid(failure.Message, failure);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw DaemonException.Invalid("the configuration must be a JSON object");
        }

        List<KeyValuePair<string, JsonElement>> keys = [];
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (keys.Exists(k => k.Key == property.Name))
            {
                throw DaemonException.Invalid($"{property.Name}: given twice");
            }

            keys.Add(new(property.Name, property.Value));
        }

        return keys;
    }
}
