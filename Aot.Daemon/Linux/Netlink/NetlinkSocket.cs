using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Aot.Daemon.Interop;
using Aot.Daemon.Primitives;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux.Netlink;

/// <summary>
/// A netlink(7) socket, of the network namespace of the thread that opens it, whoever uses it later. The kernel works on a request before
/// send returns and has then queued its whole answer, so nothing here waits but for the kernel's own locks. Thread-safe: one exchange at a time.
/// </summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    /// <summary>The kernel fills an answer's datagram up to 32 KiB when the reader has shown that much room.</summary>
    private const int ReceiveBytes = 32 * 1024;

    /// <summary>A dump that is interrupted by changes is begun anew; on a host where links come and go all the time it may never be clean.</summary>
    private const int DumpTries = 8;

    /// <summary>More than any host has links or addresses: a dump that goes on beyond is an error, not memory.</summary>
    private const int MaximumDatagrams = 100_000;

    private const int DefaultSendBuffer = 160 * 1024;

    private readonly SafeFileHandle _socket;

    // One exchange at a time; also guards _sequence and _sendBuffer.
    private readonly Lock _exchange = new();
    private uint _sequence;
    private int _sendBuffer = DefaultSendBuffer;

    /// <summary>Opens it in the calling thread's network namespace.</summary>
    /// <param name="protocol">A NETLINK_* number of <see cref="NetlinkConstants"/>.</param>
    public NetlinkSocket(int protocol)
    {
        _socket = SocketCreate.Call(SocketConstants.NetlinkFamily, SocketConstants.Raw | SocketConstants.CloseOnExec, protocol);
        if (_socket.IsInvalid)
        {
            int error = Errno.Last;
            _socket.Dispose();
            throw DaemonException.System(Errno.Exception("open a netlink socket", error).Message);
        }

        // Both only make errors shorter and clearer: kernels without them do as well.
        int yes = 1;
        _ = SocketSetOption.Call(_socket, SocketConstants.NetlinkLevel, SocketConstants.NetlinkShortErrors, &yes, sizeof(int));
        _ = SocketSetOption.Call(_socket, SocketConstants.NetlinkLevel, SocketConstants.NetlinkErrorWords, &yes, sizeof(int));
    }

    /// <summary>A message of a dump, after the netlink header.</summary>
    public delegate void DumpedMessage(ushort type, ReadOnlySpan<byte> payload);

    /// <summary>Sends a batch whose last message but for a closing one without an answer is to be acknowledged, and reads the answers.</summary>
    /// <param name="answer">Given messages that are neither errors nor acknowledgements: answers to a RTM_GET*.</param>
    public NetlinkResult Execute(NetlinkWriter batch, DumpedMessage? answer = null)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReceiveBytes);
        try
        {
            lock (_exchange)
            {
                uint first = Send(batch);
                return ReadAnswers(batch, first, buffer, answer);
            }
        }
        catch (InvalidDataException malformed)
        {
            throw DaemonException.System($"{batch.Words(0)}: {malformed.Message}", malformed);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Sends one request for a dump and gives each of its messages. When things change meanwhile, the dump is begun anew and
    /// <paramref name="restart"/> told before: what was gathered does not count.</summary>
    public void Dump(NetlinkWriter request, DumpedMessage each, Action restart)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReceiveBytes);
        try
        {
            lock (_exchange)
            {
                for (int tries = 1; !TryDump(request, buffer, each); tries++)
                {
                    if (tries == DumpTries)
                    {
                        throw DaemonException.System($"{request.Words(0)}: it changed {DumpTries} times while it was read");
                    }

                    restart();
                }
            }
        }
        catch (InvalidDataException malformed)
        {
            throw DaemonException.System($"{request.Words(0)}: {malformed.Message}", malformed);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => _socket.Dispose();

    private static string Explain(int errno, string words) =>
        words.Length == 0 ? Marshal.GetPInvokeErrorMessage(errno) : $"{Marshal.GetPInvokeErrorMessage(errno)} ({words})";

    /// <summary>struct nlmsgerr: the errno, and the kernel's words where it has some.</summary>
    internal static int ReadError(ReadOnlySpan<byte> payload, ushort flags, out string words)
    {
        words = "";
        if (payload.Length < 4)
        {
            throw new InvalidDataException("a netlink error has no number");
        }

        int errno = -BinaryPrimitives.ReadInt32LittleEndian(payload);
        if (errno == 0 || (flags & NetlinkConstants.HasErrorAttributes) == 0)
        {
            return errno;
        }

        // The request that it is about follows: its header only, or all of it.
        int request = NetlinkConstants.HeaderBytes;
        if ((flags & NetlinkConstants.Capped) == 0 && payload.Length >= 8)
        {
            request = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(payload[4..]), int.MaxValue - 8);
        }

        NetlinkAttributes attributes = NetlinkAttributes.After(payload, Math.Min(payload.Length, 4 + NetlinkConstants.Align(request)));
        while (attributes.MoveNext())
        {
            if (attributes.Type == NetlinkConstants.ErrorText)
            {
                words = attributes.Text();
            }
        }

        return errno;
    }

    private bool TryDump(NetlinkWriter request, byte[] buffer, DumpedMessage each)
    {
        uint sequence = Send(request);
        bool whole = true;
        for (int datagrams = 0; datagrams < MaximumDatagrams; datagrams++)
        {
            if (!TryReceive(buffer, request, out int length))
            {
                throw DaemonException.System($"{request.Words(0)}: the kernel's answer has no end");
            }

            NetlinkMessages messages = new(buffer.AsSpan(0, length));
            while (messages.MoveNext())
            {
                if (messages.Sequence != sequence)
                {
                    continue;
                }

                whole &= (messages.Flags & NetlinkConstants.DumpInterrupted) == 0;
                if (messages.Type == NetlinkConstants.DoneMessage)
                {
                    return whole;
                }

                if (messages.Type == NetlinkConstants.ErrorMessage)
                {
                    int errno = ReadError(messages.Payload, messages.Flags, out string words);
                    throw DaemonException.System($"{request.Words(0)}: {Explain(errno, words)}");
                }

                each(messages.Type, messages.Payload);
            }
        }

        throw DaemonException.System($"{request.Words(0)}: the kernel's answer is too long");
    }

    private NetlinkResult ReadAnswers(NetlinkWriter batch, uint first, byte[] buffer, DumpedMessage? answer)
    {
        NetlinkResult result = default;
        bool answered = false;
        while (TryReceive(buffer, batch, out int length))
        {
            NetlinkMessages messages = new(buffer.AsSpan(0, length));
            while (messages.MoveNext())
            {
                // An older sequence is what an exchange that was given up has left.
                uint index = messages.Sequence - first;
                if (index >= batch.Count)
                {
                    continue;
                }

                answered = true;
                if (messages.Type != NetlinkConstants.ErrorMessage)
                {
                    answer?.Invoke(messages.Type, messages.Payload);
                }
                else if (ReadError(messages.Payload, messages.Flags, out string words) is not 0 and int errno && result.Errno == 0)
                {
                    result = new NetlinkResult(errno, $"{batch.Words((int)index)}: {Explain(errno, words)}");
                }
            }
        }

        return answered ? result : throw DaemonException.System($"{batch.Words(0)}: the kernel does not answer");
    }

    /// <summary>Sends a batch as one datagram; the sequence number of its first message.</summary>
    private uint Send(NetlinkWriter batch)
    {
        uint first = _sequence + 1;
        _sequence += (uint)batch.Count;
        ReadOnlySpan<byte> bytes = batch.Finish(first);
        if (bytes.Length > _sendBuffer)
        {
            // The kernel takes a datagram only when it fits the buffer, and doubles what it is given here.
            int size = bytes.Length;
            _ = SocketSetOption.Call(_socket, SocketConstants.SocketLevel, SocketConstants.SendBufferForce, &size, sizeof(int));
            _sendBuffer = bytes.Length;
        }

        fixed (byte* pointer = bytes)
        {
            SocketVector vector = new() { Base = pointer, Length = (nuint)bytes.Length };
            SocketMessage message = new() { Vectors = &vector, VectorCount = 1 };
            while (SocketSend.Call(_socket, &message, 0) < 0)
            {
                if (Errno.Last != Errno.EINTR)
                {
                    throw DaemonException.System($"{batch.Words(0)}: {Explain(Errno.Last, "")}");
                }
            }
        }

        return first;
    }

    /// <summary>The next datagram of the kernel that is queued; false when there is none.</summary>
    private bool TryReceive(byte[] buffer, NetlinkWriter request, out int length)
    {
        fixed (byte* pointer = buffer)
        {
            // struct sockaddr_nl: family, padding, the sender's port (the kernel's is 0), groups.
            uint* sender = stackalloc uint[3];
            while (true)
            {
                SocketVector vector = new() { Base = pointer, Length = (nuint)buffer.Length };
                SocketMessage message = new() { Name = (nint)sender, NameLength = 12, Vectors = &vector, VectorCount = 1 };
                length = (int)SocketReceive.Call(_socket, &message, SocketConstants.DontWait);
                if (length >= 0 && (message.Flags & SocketConstants.Truncated) != 0)
                {
                    throw DaemonException.System($"{request.Words(0)}: the kernel's answer is longer than {buffer.Length} bytes");
                }

                if (length >= 0 && sender[1] == 0)
                {
                    return true;
                }

                if (length < 0 && Errno.Last == Errno.EAGAIN)
                {
                    return false;
                }

                // ENOBUFS: part of the answer was dropped. What became of the request nobody knows, so it has failed.
                if (length < 0 && Errno.Last != Errno.EINTR)
                {
                    throw DaemonException.System($"{request.Words(0)}: {Explain(Errno.Last, "")}");
                }
            }
        }
    }
}
