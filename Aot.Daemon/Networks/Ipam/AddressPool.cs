using System.Net;

namespace Aot.Daemon.Networks.Ipam;

/// <summary>
/// The addresses of a network's subnet. The next one is the first free after the last that was given out, so that an address is not reused until
/// all others were; asked for again after a start of the daemon, it begins at the front. Thread-safe.
/// </summary>
internal sealed class AddressPool
{
    private readonly Lock _lock = new();

    // Both guarded by _lock.
    private readonly AddressSet _used = new();
    private UInt128 _next;

    /// <param name="range">What addresses are given out of: the subnet or a part of it.</param>
    public AddressPool(Subnet subnet, Subnet range)
    {
        Subnet = subnet;
        Range = range;
        _next = range.First;

        // The subnet's own address, and in IPv4 the broadcast address, are nobody's.
        _used.Add(subnet.First);
        if (!subnet.IsIPv6)
        {
            _used.Add(subnet.Last);
        }
    }

    public Subnet Subnet { get; }

    public Subnet Range { get; }

    /// <summary>Takes the next free address; null when none is left.</summary>
    public IPAddress? Take()
    {
        lock (_lock)
        {
            UInt128? free = _used.FirstFree(_next, Range.Last) ?? _used.FirstFree(Range.First, Range.Last);
            if (free is not { } address)
            {
                return null;
            }

            _used.Add(address);
            _next = address == Range.Last ? Range.First : address + 1;
            return Subnet.Address(address, Subnet.IsIPv6);
        }
    }

    /// <summary>Takes an address of the subnet; false when it is taken.</summary>
    public bool TryTake(IPAddress address)
    {
        lock (_lock)
        {
            return _used.Add(Subnet.Number(address));
        }
    }

    /// <summary>Gives an address back.</summary>
    public void Return(IPAddress address)
    {
        UInt128 number = Subnet.Number(address);
        if (number == Subnet.First || (number == Subnet.Last && !Subnet.IsIPv6))
        {
            return;
        }

        lock (_lock)
        {
            _used.Remove(number);
        }
    }
}
