using System.Buffers.Binary;
using Aot.Daemon.Engine;
using Xunit;

namespace Aot.Daemon.Tests.Engine;

/// <summary>Reading attachments in tests.</summary>
internal static class Streams
{
    /// <summary>All bytes to the end.</summary>
    public static async Task<byte[]> ReadToEndAsync(this IProcessStream stream, CancellationToken cancellationToken)
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    /// <summary>The content of one stream of framed output.</summary>
    public static byte[] Unframed(byte[] output, int stream)
    {
        using MemoryStream content = new();
        for (int at = 0; at < output.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(output.AsSpan(at + 4));
            if (output[at] == stream)
            {
                content.Write(output, at + 8, length);
            }

            at += 8 + length;
        }

        return content.ToArray();
    }

    /// <summary>Reads until the text has been seen.</summary>
    public static async Task<string> ReadUntilAsync(this IProcessStream stream, string text, CancellationToken cancellationToken)
    {
        string all = "";
        byte[] buffer = new byte[4096];
        while (!all.Contains(text, StringComparison.Ordinal))
        {
            int count = await stream.ReadAsync(buffer, cancellationToken);
            Assert.True(count > 0, $"the stream ended before '{text}': {all}");
            all += System.Text.Encoding.UTF8.GetString(buffer, 0, count);
        }

        return all;
    }
}
