using System.Buffers.Binary;

namespace Aot.Daemon.Supervisor.Contracts;

/// <summary>
/// The stream that a connection becomes after an Attach. To the daemon: output in the Engine API's form, then the end of the
/// stream. From the daemon: frames of a 4-byte little-endian length and that many bytes of input; a frame of length 0 says
/// that there is no more. That is said aloud, because a connection that just breaks means a daemon that died, which must not
/// end a container's input.
/// </summary>
internal static class AttachFrame
{
    public const int HeaderSize = 4;

    public static void WriteHeader(Span<byte> header, int length) => BinaryPrimitives.WriteInt32LittleEndian(header, length);

    /// <summary>The length; negative when malformed.</summary>
    public static int ReadLength(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32LittleEndian(header);
}
