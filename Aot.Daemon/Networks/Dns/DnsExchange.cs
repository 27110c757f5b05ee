using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks.Dns;

/// <summary>
/// One question to one server. A reply counts only from the address that was asked, on a connected socket of this exchange alone (so its port is the kernel's random
/// choice), with the random id that was sent and the same question (RFC 5452); anything else is passed over.
/// </summary>
internal static class DnsExchange
{
    private const int ServerPort = 53;
    private const int LengthPrefix = 2;

    // Someone is guessing ids: better none than the one that hits.
    private const int MostForeignReplies = 16;

    /// <summary>Asks over UDP.</summary>
    /// <param name="query">A well-formed query.</param>
    /// <returns>The reply, with the query's id; null when there was none that counts.</returns>
    public static async Task<PooledBuffer?> AskDatagramAsync(Socket socket, IPAddress server, ReadOnlyMemory<byte> query, CancellationToken cancellationToken)
    {
        using PooledBuffer sent = new(query.Length);
        PooledBuffer? reply = new(DnsMessage.MaximumUdpSize);
        try
        {
            Prepare(query.Span, sent, isStream: false);
            await socket.ConnectAsync(new IPEndPoint(server, ServerPort), cancellationToken);
            await socket.SendAsync(sent.WrittenMemory, SocketFlags.None, cancellationToken);
            for (int foreign = 0; foreign < MostForeignReplies; foreign++)
            {
                int length = await socket.ReceiveAsync(reply.GetMemory(DnsMessage.MaximumUdpSize), SocketFlags.None, cancellationToken);
                reply.Clear();
                reply.Advance(length);
                if (DnsReply.Answers(reply.WrittenSpan, sent.WrittenSpan))
                {
                    PooledBuffer answer = reply;
                    reply = null;
                    return Restore(answer, query.Span);
                }

                reply.Clear();
            }
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody there, too late, or closed.
        }
        finally
        {
            reply?.Dispose();
        }

        return null;
    }

    /// <summary>Asks over TCP; otherwise as <see cref="AskDatagramAsync"/>.</summary>
    public static async Task<PooledBuffer?> AskStreamAsync(Socket socket, IPAddress server, ReadOnlyMemory<byte> query, CancellationToken cancellationToken)
    {
        using PooledBuffer sent = new(query.Length + LengthPrefix);
        try
        {
            Prepare(query.Span, sent, isStream: true);
            await socket.ConnectAsync(new IPEndPoint(server, ServerPort), cancellationToken);
            await SendAsync(socket, sent.WrittenMemory, cancellationToken);
            PooledBuffer? reply = await ReceiveAsync(socket, ushort.MaxValue, cancellationToken);
            if (reply is not null && DnsReply.Answers(reply.WrittenSpan, sent.WrittenSpan[LengthPrefix..]))
            {
                return Restore(reply, query.Span);
            }

            reply?.Dispose();
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody there, too late, or closed.
        }

        return null;
    }

    /// <summary>A message with its length before it (RFC 1035, 4.2.2). Null when the peer ended first, or it is shorter than a header or longer than allowed.</summary>
    public static async Task<PooledBuffer?> ReceiveAsync(Socket socket, int longest, CancellationToken cancellationToken)
    {
        using PooledBuffer prefix = new(LengthPrefix);
        if (!await FillAsync(socket, prefix, LengthPrefix, cancellationToken))
        {
            return null;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(prefix.WrittenSpan);
        if (length < DnsMessage.HeaderSize || length > longest)
        {
            return null;
        }

        PooledBuffer message = new(length);
        bool isWhole = false;
        try
        {
            isWhole = await FillAsync(socket, message, length, cancellationToken);
            return isWhole ? message : null;
        }
        finally
        {
            if (!isWhole)
            {
                message.Dispose();
            }
        }
    }

    /// <summary>Sends all of it.</summary>
    public static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
        }
    }

    private static async Task<bool> FillAsync(Socket socket, PooledBuffer buffer, int length, CancellationToken cancellationToken)
    {
        for (int left = length; left > 0;)
        {
            int count = await socket.ReceiveAsync(buffer.GetMemory(left)[..left], SocketFlags.None, cancellationToken);
            if (count == 0)
            {
                return false;
            }

            buffer.Advance(count);
            left -= count;
        }

        return true;
    }

    /// <summary>The query under an id of its own, and asking for no more over UDP than is taken.</summary>
    private static unsafe void Prepare(ReadOnlySpan<byte> query, PooledBuffer sent, bool isStream)
    {
        if (isStream)
        {
            BinaryPrimitives.WriteUInt16BigEndian(sent.GetSpan(LengthPrefix), (ushort)query.Length);
            sent.Advance(LengthPrefix);
        }

        Span<byte> copy = sent.GetSpan(query.Length)[..query.Length];
        query.CopyTo(copy);
        ushort id = 0;
        _ = Interop.GetRandom.Call((byte*)&id, sizeof(ushort), 0);
        DnsMessage.WriteId(copy, id);
        if (!isStream && DnsQuery.Read(query, out DnsQuery read) == DnsQueryForm.Question && read.Options != 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(copy[(read.Options + 3)..], (ushort)read.UdpSize);
        }

        sent.Advance(query.Length);
    }

    private static PooledBuffer Restore(PooledBuffer reply, ReadOnlySpan<byte> query)
    {
        int length = reply.WrittenSpan.Length;
        reply.Clear();
        DnsMessage.WriteId(reply.GetSpan(length), DnsMessage.Id(query));
        reply.Advance(length);
        return reply;
    }
}
