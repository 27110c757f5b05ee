using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>Sockets that hold a port of this host, in the calling thread's network namespace, so that nobody else gets it. Nothing is received by them.</summary>
internal static unsafe class PortSocket
{
    public const byte Tcp = 6;
    public const byte Udp = 17;
    public const byte Sctp = 132;

    /// <summary>Binds a port; 0 or the errno. A protocol or family that the kernel does not have is held by no socket: nobody else has it either.</summary>
    public static int Bind(byte protocol, IPAddress address, ushort port, out SafeFileHandle? socket)
    {
        // Bound without SO_REUSEADDR, so that nobody who sets it can bind the port too; not listening, so that who connects past the firewall is refused.
        int error = Bind(protocol, address, port, reuse: false, out socket);
        if (error == Errno.EADDRINUSE && protocol == Tcp)
        {
            // Connections of a server that has ended linger for a minute and would keep the port from us. Only a listening socket shares it with
            // those and with nothing else.
            error = Bind(protocol, address, port, reuse: true, out socket);
        }

        return error;
    }

    private static int Bind(byte protocol, IPAddress address, ushort port, bool reuse, out SafeFileHandle? socket)
    {
        bool ipv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        int type = protocol == Udp ? SocketConstants.Datagram : SocketConstants.Stream;
        SafeFileHandle made = SocketCreate.Call(ipv6 ? SocketConstants.Ipv6Family : SocketConstants.Ipv4Family, type | SocketConstants.CloseOnExec, protocol);
        socket = made;
        int error = made.IsInvalid ? Errno.Last : 0;
        if (error == 0)
        {
            int yes = 1;
            Span<byte> name = stackalloc byte[28];
            int length = Name(address, port, name);
            fixed (byte* pointer = name)
            {
                bool done = (!ipv6 || SocketSetOption.Call(made, SocketConstants.Ipv6Level, SocketConstants.Ipv6Only, &yes, sizeof(int)) == 0)
                    && (!reuse || SocketSetOption.Call(made, SocketConstants.SocketLevel, SocketConstants.ReuseAddress, &yes, sizeof(int)) == 0)

                    // The kernel makes the least there is of it: what comes here by mistake takes no memory.
                    && SocketSetOption.Call(made, SocketConstants.SocketLevel, SocketConstants.ReceiveBuffer, &yes, sizeof(int)) == 0
                    && SocketBind.Call(made, pointer, (uint)length) == 0
                    && (!reuse || SocketListen.Call(made, 0) == 0);
                error = done ? 0 : Errno.Last;
            }
        }

        if (error != 0)
        {
            made.Dispose();
            socket = null;
        }

        return error is Errno.EPROTONOSUPPORT or Errno.ESOCKTNOSUPPORT or Errno.EAFNOSUPPORT ? 0 : error;
    }

    /// <summary>struct sockaddr_in or sockaddr_in6; its length.</summary>
    private static int Name(IPAddress address, ushort port, Span<byte> name)
    {
        name.Clear();
        bool ipv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        BinaryPrimitives.WriteUInt16LittleEndian(name, ipv6 ? SocketConstants.Ipv6Family : SocketConstants.Ipv4Family);
        BinaryPrimitives.WriteUInt16BigEndian(name[2..], port);
        if (!ipv6)
        {
            address.TryWriteBytes(name[4..], out _);
            return 16;
        }

        address.TryWriteBytes(name[8..], out _);
        BinaryPrimitives.WriteUInt32LittleEndian(name[24..], (uint)address.ScopeId);
        return 28;
    }
}
