using System.Runtime.InteropServices;
using System.Text;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>Stream sockets of the unix family, raw: with descriptors passed along (SCM_RIGHTS) and without the machinery of
/// System.Net.Sockets, which the supervisor does without.</summary>
internal static unsafe class UnixSocket
{
    /// <summary>sun_path, its terminator included.</summary>
    public const int MaximumPath = 108;

    /// <summary>A non-blocking listening socket at a path that must not exist.</summary>
    public static SafeFileHandle Listen(string path, int backlog)
    {
        SafeFileHandle socket = Create(SocketConstants.NonBlocking);
        try
        {
            byte* address = stackalloc byte[MaximumPath + 2];
            uint length = Address(address, path);
            if (SocketBind.Call(socket, address, length) != 0 || SocketListen.Call(socket, backlog) != 0)
            {
                throw Errno.Exception($"listen on {path}");
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A connected blocking socket whose sends and receives fail after the time given; throws an IOException.</summary>
    public static SafeFileHandle Connect(string path, TimeSpan timeout)
    {
        SafeFileHandle socket = Create(0);
        try
        {
            long* time = stackalloc long[2];
            time[0] = (long)timeout.TotalSeconds;
            time[1] = 0;
            byte* address = stackalloc byte[MaximumPath + 2];
            uint length = Address(address, path);
            if (SocketSetOption.Call(socket, SocketConstants.SocketLevel, SocketConstants.ReceiveTimeout, time, 16) != 0
                || SocketSetOption.Call(socket, SocketConstants.SocketLevel, SocketConstants.SendTimeout, time, 16) != 0
                || SocketConnect.Call(socket, address, length) != 0)
            {
                throw Errno.Exception($"connect to {path}");
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A waiting connection, non-blocking; null when there is none (any more).</summary>
    public static SafeFileHandle? Accept(SafeHandle listener)
    {
        SafeFileHandle socket = SocketAccept.Call(listener, 0, 0, SocketConstants.NonBlocking | SocketConstants.CloseOnExec);
        if (!socket.IsInvalid)
        {
            return socket;
        }

        socket.Dispose();
        return null;
    }

    /// <summary>The user at the other end when it connected (SO_PEERCRED).</summary>
    public static uint PeerUser(SafeHandle socket)
    {
        SocketCredentials credentials = default;
        uint length = (uint)sizeof(SocketCredentials);
        return SocketGetOption.Call(socket, SocketConstants.SocketLevel, SocketConstants.PeerCredentials, &credentials, &length) == 0
            ? credentials.Uid
            : throw Errno.Exception("SO_PEERCRED");
    }

    /// <summary>Sends two pieces as one, with a descriptor if given. The bytes sent, or the negative errno.</summary>
    public static int Send(SafeHandle socket, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, SafeHandle? descriptor, bool wait)
    {
        fixed (byte* firstBytes = first, secondBytes = second)
        {
            SocketVector* vectors = stackalloc SocketVector[2];
            vectors[0] = new() { Base = firstBytes, Length = (nuint)first.Length };
            vectors[1] = new() { Base = secondBytes, Length = (nuint)second.Length };
            SocketMessage message = new() { Vectors = vectors, VectorCount = 2 };
            SocketDescriptorMessage control = default;
            if (descriptor is not null)
            {
                control = new()
                {
                    Length = 20,
                    Level = SocketConstants.SocketLevel,
                    Type = SocketConstants.Rights,
                    Descriptor = (int)descriptor.DangerousGetHandle(),
                };
                message.Control = (byte*)&control;
                message.ControlLength = (nuint)sizeof(SocketDescriptorMessage);
            }

            int flags = SocketConstants.NoSignal | (wait ? 0 : SocketConstants.DontWait);
            while (true)
            {
                nint count = SocketSend.Call(socket, &message, flags);
                if (count >= 0)
                {
                    return (int)count;
                }

                if (Errno.Last != Errno.EINTR)
                {
                    return -Errno.Last;
                }
            }
        }
    }

    /// <summary>Receives bytes and at most one descriptor. The bytes (0: the peer is done), or the negative errno.</summary>
    public static int Receive(SafeHandle socket, Span<byte> buffer, out SafeFileHandle? descriptor, bool wait)
    {
        descriptor = null;
        fixed (byte* bytes = buffer)
        {
            SocketVector vector = new() { Base = bytes, Length = (nuint)buffer.Length };
            SocketDescriptorMessage control = default;
            SocketMessage message = new()
            {
                Vectors = &vector,
                VectorCount = 1,
                Control = (byte*)&control,
                ControlLength = (nuint)sizeof(SocketDescriptorMessage),
            };
            int flags = SocketConstants.CloseReceivedOnExec | (wait ? 0 : SocketConstants.DontWait);
            nint count;
            while ((count = SocketReceive.Call(socket, &message, flags)) < 0)
            {
                if (Errno.Last != Errno.EINTR)
                {
                    return -Errno.Last;
                }
            }

            if (message.ControlLength >= 20 && control.Level == SocketConstants.SocketLevel && control.Type == SocketConstants.Rights)
            {
                descriptor = new SafeFileHandle(control.Descriptor, ownsHandle: true);
            }

            return (int)count;
        }
    }

    /// <summary>No more is sent; receiving goes on. A peer that is gone is no error.</summary>
    public static void EndSending(SafeHandle socket) => _ = SocketShutdown.Call(socket, SocketConstants.ShutdownWrite);

    private static SafeFileHandle Create(int flags)
    {
        SafeFileHandle socket = SocketCreate.Call(
            SocketConstants.UnixFamily, SocketConstants.Stream | SocketConstants.CloseOnExec | flags, 0);
        return socket.IsInvalid ? throw Errno.Exception("socket") : socket;
    }

    /// <summary>struct sockaddr_un; its length.</summary>
    private static uint Address(byte* address, string path)
    {
        if (Encoding.UTF8.GetByteCount(path) >= MaximumPath)
        {
            throw new IOException($"the socket path {path} is longer than {MaximumPath - 1} bytes");
        }

        *(ushort*)address = SocketConstants.UnixFamily;
        int count = Encoding.UTF8.GetBytes(path, new Span<byte>(address + 2, MaximumPath));
        address[2 + count] = 0;
        return (uint)(2 + count + 1);
    }
}
