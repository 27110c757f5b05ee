using System.IO.Compression;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Content;

/// <summary>Recognizes compression by the first bytes, as names and media types lie.</summary>
internal static class Compression
{
    /// <summary>Bytes that <see cref="Decompress"/> needs to see.</summary>
    public const int MagicLength = 6;

    public static bool IsGzip(ReadOnlySpan<byte> start) => start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 0x08]);

    /// <summary>The plain bytes of a stream that is plain or gzip; other compressions fail as Invalid.</summary>
    /// <param name="start">The first bytes of the stream, which it still delivers.</param>
    public static Stream Decompress(Stream stream, ReadOnlySpan<byte> start) => start switch
    {
        _ when IsGzip(start) => new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => throw Unsupported("zstd"),
        [(byte)'B', (byte)'Z', (byte)'h', ..] => throw Unsupported("bzip2"),
        [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => throw Unsupported("xz"),
        _ => stream,
    };

    private static DaemonException Unsupported(string name) =>
        DaemonException.Invalid($"archive is compressed with {name}, which is not supported: use gzip or no compression");
}
