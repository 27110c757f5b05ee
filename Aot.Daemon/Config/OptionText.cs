using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Aot.Daemon.Config;

/// <summary>Values of options as JSON text.</summary>
internal static class OptionText
{
    /// <summary>For people and for comparing, not for a browser: only what JSON must escape is escaped.</summary>
    public static JsonWriterOptions WriterOptions => new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of<T>(OptionSyntax<T> syntax, T value)
    {
        ArrayBufferWriter<byte> text = new(64);
        using (Utf8JsonWriter json = new(text, WriterOptions))
        {
            syntax.Write(json, value);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
