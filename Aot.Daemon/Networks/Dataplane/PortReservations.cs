using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Networks.Dataplane;

/// <summary>
/// The host's ports that are published: each is held by a bound socket of the daemon, so that no server on the host takes what the firewall leads away
/// from it, and that one which has it is found. No process, no thread; a descriptor and about 2 KiB of the kernel's memory each. The sockets end with the daemon: the next
/// one reserves the ports of living containers anew, and may find one taken meanwhile. Called on threads in the host's network namespace; thread-safe.
/// </summary>
/// <param name="lingering">For how long after a port was given back one that seems to be taken is tried again: a process that is being started has copies of our
/// descriptors until its program runs.</param>
internal sealed class PortReservations(TimeSpan lingering)
{
    private static readonly TimeSpan UsualLingering = TimeSpan.FromMilliseconds(300);

    // Guards the table. No system call under it but bind, which does not wait.
    private readonly Lock _change = new();
    private readonly Dictionary<(byte Protocol, ushort Port), List<PortReservation>> _held = [];

    // When the last port was given back, as Stopwatch has it; 0, long ago, for none.
    private long _released;

    public PortReservations()
        : this(UsualLingering)
    {
    }

    /// <summary>Holds a port of one address, or of all of a family (the unspecified address). Errors are DaemonExceptions in dockerd's words: of kind Conflict when it is taken by another
    /// container or by a program on the host, of kind System when the host does not have the address.</summary>
    public PortReservation Reserve(byte protocol, IPAddress address, ushort port)
    {
        while (true)
        {
            (PortReservation? reservation, int error) = TryReserve(protocol, address, port);
            if (reservation is not null)
            {
                return reservation;
            }

            if (error != Errno.EADDRINUSE || Stopwatch.GetElapsedTime(Volatile.Read(ref _released)) > lingering)
            {
                throw new DaemonException(error == Errno.EADDRINUSE ? ErrorKind.Conflict : ErrorKind.System, Explain(protocol, address, port, error));
            }

            Thread.Sleep(1);
        }
    }

    internal void Forget(PortReservation reservation)
    {
        lock (_change)
        {
            if (_held.TryGetValue((reservation.Protocol, reservation.Port), out List<PortReservation>? others))
            {
                others.Remove(reservation);
                RemoveIfEmpty(reservation.Protocol, reservation.Port, others);
                Volatile.Write(ref _released, Stopwatch.GetTimestamp());
            }
        }
    }

    /// <summary>The reservation, or the errno; an exception when another container has the port.</summary>
    private (PortReservation? Reservation, int Error) TryReserve(byte protocol, IPAddress address, ushort port)
    {
        lock (_change)
        {
            ref List<PortReservation>? others = ref CollectionsMarshal.GetValueRefOrAddDefault(_held, (protocol, port), out _);
            others ??= new List<PortReservation>(1);
            foreach (PortReservation other in others)
            {
                if (Overlap(other.Address, address))
                {
                    throw DaemonException.Conflict($"Bind for {new IPEndPoint(address, port)} failed: port is already allocated");
                }
            }

            int error = PortSocket.Bind(protocol, address, port, out SafeFileHandle? socket);
            if (error != 0)
            {
                RemoveIfEmpty(protocol, port, others);
                return (null, error);
            }

            PortReservation reservation = new(this, protocol, address, port, socket);
            others.Add(reservation);
            return (reservation, 0);
        }
    }

    private static bool Overlap(IPAddress one, IPAddress other) =>
        one.AddressFamily == other.AddressFamily && (one.Equals(other) || IsAny(one) || IsAny(other));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>As Go's net package says it, which is what dockerd's users know.</summary>
    private static string Explain(byte protocol, IPAddress address, ushort port, int error)
    {
        string network = protocol switch
        {
            PortSocket.Tcp => "tcp",
            PortSocket.Udp => "udp",
            _ => "sctp",
        };
        string family = address.AddressFamily == AddressFamily.InterNetworkV6 ? "6" : "4";
        string reason = error switch
        {
            Errno.EADDRINUSE => "bind: address already in use",
            Errno.EADDRNOTAVAIL => "bind: cannot assign requested address",
            Errno.EACCES => "bind: permission denied",
            Errno.EMFILE => "socket: too many open files",
            _ => $"bind: {Marshal.GetPInvokeErrorMessage(error)}",
        };
        return $"listen {network}{family} {new IPEndPoint(address, port)}: {reason}";
    }

    private void RemoveIfEmpty(byte protocol, ushort port, List<PortReservation> others)
    {
        if (others.Count == 0)
        {
            _held.Remove((protocol, port));
        }
    }
}
