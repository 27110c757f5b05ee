using System.Text.Json;

namespace Aot.Daemon.Supervisor;

/// <summary>The --log of an OCI runtime in its json form: one object a line with `level` and `msg` (runc, crun and others alike).</summary>
internal static class RuntimeErrorLog
{
    private const int LongestRead = 64 * 1024;

    /// <summary>The last message of level error; null when there is none.</summary>
    public static string? LastError(string path)
    {
        byte[] content = ReadEnd(path);
        string? last = null;
        foreach (Range range in content.AsSpan().Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = content.AsSpan(range);
            if (!line.IsEmpty && MessageOf(line) is { } message)
            {
                last = message;
            }
        }

        return last;
    }

    private static byte[] ReadEnd(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            file.Position = Math.Max(0, file.Length - LongestRead);
            byte[] content = new byte[Math.Min(file.Length, LongestRead)];
            int count = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return content[..count];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string? MessageOf(ReadOnlySpan<byte> line)
    {
        try
        {
            Utf8JsonReader reader = new(line);
            string? level = null;
            string? message = null;
            _ = reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isLevel = reader.ValueTextEquals("level"u8);
                bool isMessage = reader.ValueTextEquals("msg"u8);
                _ = reader.Read();
                if (reader.TokenType == JsonTokenType.String)
                {
                    level = isLevel ? reader.GetString() : level;
                    message = isMessage ? reader.GetString() : message;
                }
                else
                {
                    reader.Skip();
                }
            }

            return level is "error" or "fatal" or "panic" ? message : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
