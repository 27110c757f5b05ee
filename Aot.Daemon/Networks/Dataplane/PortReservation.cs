using System.Net;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Networks.Dataplane;

/// <summary>A port of the host that is held for a container, until it is disposed of.</summary>
internal sealed class PortReservation : IDisposable
{
    private readonly PortReservations _owner;
    private readonly SafeFileHandle? _socket;

    internal PortReservation(PortReservations owner, byte protocol, IPAddress address, ushort port, SafeFileHandle? socket)
    {
        _owner = owner;
        _socket = socket;
        (Protocol, Address, Port) = (protocol, address, port);
    }

    /// <summary>The IP protocol's number.</summary>
    public byte Protocol { get; }

    public IPAddress Address { get; }

    public ushort Port { get; }

    /// <summary>Thread-safe; the second time does nothing.</summary>
    public void Dispose()
    {
        _socket?.Dispose();
        _owner.Forget(this);
    }
}
