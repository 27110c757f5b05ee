using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;
using Aot.Daemon.Reload.Contracts;

namespace Aot.Daemon.Reload;

/// <summary>Asks a daemon for a reload, over its socket.</summary>
internal static class ReloadClient
{
    // A report has some tens of kilobytes; what answers may be any program.
    private const int MaximumAnswer = 16 * 1024 * 1024;

    /// <summary>The daemon's answer, whether the reload succeeded or not.</summary>
    /// <exception cref="DaemonException">Unavailable: no daemon answers on the socket. System: what answers is no aotd.</exception>
    public static async Task<ReloadResponse> PostAsync(string socketPath, CancellationToken cancellationToken)
    {
        // .NET's own words for a missing socket would be of addresses.
        if (!File.Exists(socketPath))
        {
            throw DaemonException.Unavailable($"cannot reach the daemon at unix://{socketPath}: there is no such socket. Is the daemon running?");
        }

        byte[] answer;
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
            using NetworkStream stream = new(socket);
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"POST {ReloadEndpoints.Path} HTTP/1.1\r\nHost: aotd\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
                cancellationToken);
            answer = await ReadAsync(stream, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or SocketException or ArgumentException)
        {
            throw DaemonException.Unavailable($"cannot reach the daemon at unix://{socketPath}: {failure.Message}", failure);
        }

        return Parse(answer) ?? throw DaemonException.System($"what answers at unix://{socketPath} is no aotd");
    }

    private static async Task<byte[]> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        using MemoryStream answer = new();
        byte[] buffer = new byte[8192];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0 && answer.Length <= MaximumAnswer)
        {
            answer.Write(buffer, 0, count);
        }

        return answer.ToArray();
    }

    // The daemon gives such answers a Content-Length and closes: the body is what follows the head.
    private static ReloadResponse? Parse(ReadOnlySpan<byte> answer)
    {
        int end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0 || !answer.StartsWith("HTTP/1.1 "u8)
            || !int.TryParse(answer.Slice(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int status)
            || status == StatusCodes.Status404NotFound)
        {
            return null;
        }

        try
        {
            ReloadResponse? response = JsonSerializer.Deserialize(answer[(end + 4)..], ApiJsonContext.Default.ReloadResponse);
            bool isWhole = status == StatusCodes.Status200OK ? response is { Message: null, Version: > 0 } : response is { Message: not null };
            return isWhole ? response : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
