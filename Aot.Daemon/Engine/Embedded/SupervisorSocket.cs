using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Aot.Daemon.Linux;
using Aot.Daemon.Supervisor.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Engine.Embedded;

/// <summary>The daemon's side of the supervisor's protocol, message by message.</summary>
internal static class SupervisorSocket
{
    /// <summary>The supervisor answers such calls without waiting for anything.</summary>
    private static readonly TimeSpan DescriptorTimeout = TimeSpan.FromSeconds(10);

    public static async Task<Socket> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public static async Task SendAsync(Socket socket, SupervisorRequest request)
    {
        ReadOnlyMemory<byte> frame = Frame(request);
        while (!frame.IsEmpty)
        {
            frame = frame[await socket.SendAsync(frame)..];
        }
    }

    /// <summary>Reads one message and not a byte more.</summary>
    public static async Task<SupervisorReply> ReceiveAsync(Socket socket, CancellationToken cancellationToken)
    {
        byte[] header = new byte[MessageFrame.HeaderSize];
        await FillAsync(socket, header, cancellationToken);
        if (!MessageFrame.TryReadLength(header, out int length))
        {
            throw new InvalidDataException("a malformed message of the supervisor");
        }

        byte[] message = new byte[length];
        await FillAsync(socket, message, cancellationToken);
        return Parse(message);
    }

    /// <summary>Makes a call of its own connection, with descriptors sent and received along. Blocks for the moment that it takes.</summary>
    public static SupervisorReply Exchange(string path, SupervisorRequest request, SafeHandle? sent, out SafeFileHandle? received)
    {
        received = null;
        using SafeFileHandle socket = UnixSocket.Connect(path, DescriptorTimeout);
        byte[] frame = Frame(request);
        if (UnixSocket.Send(socket, frame, default, sent, wait: true) != frame.Length)
        {
            throw new SupervisorLostException();
        }

        byte[] header = new byte[MessageFrame.HeaderSize];
        Fill(socket, header, ref received);
        if (!MessageFrame.TryReadLength(header, out int length))
        {
            throw new InvalidDataException("a malformed message of the supervisor");
        }

        byte[] message = new byte[length];
        Fill(socket, message, ref received);
        return Parse(message);
    }

    private static byte[] Frame(SupervisorRequest request) =>
        MessageFrame.Write(JsonSerializer.SerializeToUtf8Bytes(request, SupervisorJsonContext.Default.SupervisorRequest));

    private static SupervisorReply Parse(byte[] message) =>
        JsonSerializer.Deserialize(message, SupervisorJsonContext.Default.SupervisorReply)
        ?? throw new InvalidDataException("an empty message of the supervisor");

    private static async Task FillAsync(Socket socket, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            int count = await socket.ReceiveAsync(buffer, cancellationToken);
            if (count == 0)
            {
                throw new SupervisorLostException();
            }

            buffer = buffer[count..];
        }
    }

    private static void Fill(SafeFileHandle socket, Span<byte> buffer, ref SafeFileHandle? received)
    {
        while (!buffer.IsEmpty)
        {
            int count = UnixSocket.Receive(socket, buffer, out SafeFileHandle? descriptor, wait: true);
            received ??= descriptor;
            if (count <= 0)
            {
                throw new SupervisorLostException();
            }

            buffer = buffer[count..];
        }
    }
}
