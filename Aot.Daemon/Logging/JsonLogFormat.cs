using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Aot.Daemon.Config;

namespace Aot.Daemon.Logging;

/// <summary>dockerd's JSON form: one object a line with time, level and msg. Machines read it, so every value has its own member.</summary>
internal sealed class JsonLogFormat : ILogFormat
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Write(in LogLine line, IBufferWriter<byte> output)
    {
        using (Utf8JsonWriter json = new(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", TextLogFormat.Timestamp(line.Time));
            json.WriteString("level", LogLevels.Name(line.Level));
            json.WriteString("msg", line.Message);
            for (int i = 0; i < (line.Values?.Count ?? 0); i++)
            {
                (string key, object? value) = line.Values![i];
                if (!LogLine.IsTemplate(key))
                {
                    json.WriteString(key, TextLogFormat.Text(value));
                }
            }

            if (line.Exception is { } exception)
            {
                json.WriteString("error", TextLogFormat.Text(exception));
            }

            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }
}
