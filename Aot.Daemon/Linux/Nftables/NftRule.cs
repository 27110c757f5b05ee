using System.Buffers.Binary;
using Aot.Daemon.Linux.Netlink;

namespace Aot.Daemon.Linux.Nftables;

/// <summary>The expressions of one rule, in the order they are worked on: each loads a register, or ends the rule when its condition does not hold.
/// Registers are numbered from 0, four bytes each, sixteen of them. Dispose of it at the rule's end.</summary>
internal readonly ref struct NftRule(NetlinkWriter writer, int list)
{
    private const ushort NetworkHeader = 1;
    private const ushort TransportHeader = 2;

    /// <summary>Loads something known about the packet.</summary>
    public void Meta(NftMeta key, uint register)
    {
        (int element, int details) = Open("meta");
        writer.NetworkOrder(1, Number(register));
        writer.NetworkOrder(2, (uint)key);
        Close(element, details);
    }

    /// <summary>Loads bytes of the IP header.</summary>
    public void Network(int offset, int count, uint register) => Payload(NetworkHeader, offset, count, register);

    /// <summary>Loads bytes of the header over IP.</summary>
    public void Transport(int offset, int count, uint register) => Payload(TransportHeader, offset, count, register);

    /// <summary>Loads bytes that the rule itself has.</summary>
    public void Load(uint register, ReadOnlySpan<byte> bytes)
    {
        (int element, int details) = Open("immediate");
        writer.NetworkOrder(1, Number(register));
        Value(2, bytes);
        Close(element, details);
    }

    /// <summary>Writes bytes of a register into the header over IP, and makes its checksum right.</summary>
    /// <param name="checksum">Where the header has its checksum.</param>
    public void SetTransport(int offset, int count, uint register, int checksum)
    {
        const uint InternetChecksum = 1;
        (int element, int details) = Open("payload");
        writer.NetworkOrder(5, Number(register));
        writer.NetworkOrder(2, TransportHeader);
        writer.NetworkOrder(3, (uint)offset);
        writer.NetworkOrder(4, (uint)count);
        writer.NetworkOrder(6, InternetChecksum);
        writer.NetworkOrder(7, (uint)checksum);
        Close(element, details);
    }

    /// <summary>Goes on when a register has these bytes, or when it has not.</summary>
    public void Compare(uint register, ReadOnlySpan<byte> bytes, bool equal = true)
    {
        (int element, int details) = Open("cmp");
        writer.NetworkOrder(1, Number(register));
        writer.NetworkOrder(2, equal ? 0u : 1u);
        Value(3, bytes);
        Close(element, details);
    }

    /// <summary>Keeps those bits of a register that the mask has.</summary>
    public void Mask(uint register, ReadOnlySpan<byte> mask)
    {
        Span<byte> none = stackalloc byte[mask.Length];
        none.Clear();
        (int element, int details) = Open("bitwise");
        writer.NetworkOrder(1, Number(register));
        writer.NetworkOrder(2, Number(register));
        writer.NetworkOrder(3, (uint)mask.Length);
        Value(4, mask);
        Value(5, none);
        Close(element, details);
    }

    /// <summary>Goes on when one of these bits of the connection's state is set (IP_CT_*, in the host's byte order).</summary>
    public void ConnectionState(uint bits) => Connection(0, bits);

    /// <summary>Goes on when one of these bits of the connection's status is set (IPS_*).</summary>
    public void ConnectionStatus(uint bits) => Connection(2, bits);

    /// <summary>Goes on when the packet's destination is an address of this host.</summary>
    public void DestinationIsLocal()
    {
        const uint AddressType = 3;
        const uint Destination = 2;
        (int element, int details) = Open("fib");
        writer.NetworkOrder(1, Number(0));
        writer.NetworkOrder(2, AddressType);
        writer.NetworkOrder(3, Destination);
        Close(element, details);
        Compare(0, [2, 0, 0, 0]);
    }

    /// <summary>Goes on when the key that begins in a register is in a set, or when it is not.</summary>
    public void Lookup(string set, uint register, bool contained = true)
    {
        (int element, int details) = Open("lookup");
        writer.Attribute(1, set);
        writer.NetworkOrder(2, Number(register));
        if (!contained)
        {
            writer.NetworkOrder(5, 1);
        }

        Close(element, details);
    }

    /// <summary>Goes on when the key that begins in a register is in a map, with the value in registers from another on.</summary>
    public void Map(string set, uint register, uint value)
    {
        (int element, int details) = Open("lookup");
        writer.Attribute(1, set);
        writer.NetworkOrder(2, Number(register));
        writer.NetworkOrder(3, Number(value));
        Close(element, details);
    }

    /// <summary>Sends the connection to the address and the port that registers have.</summary>
    /// <param name="family">2 IPv4, 10 IPv6.</param>
    public void DestinationNat(byte family, uint address, uint port)
    {
        const uint Destination = 1;
        (int element, int details) = Open("nat");
        writer.NetworkOrder(1, Destination);
        writer.NetworkOrder(2, family);
        writer.NetworkOrder(3, Number(address));
        writer.NetworkOrder(5, Number(port));
        Close(element, details);
    }

    /// <summary>Gives the connection the address of the link that it leaves by as its source.</summary>
    public void Masquerade()
    {
        (int element, int details) = Open("masq");
        Close(element, details);
    }

    /// <param name="chain">Where a jump goes.</param>
    public void Verdict(NftVerdict verdict, string? chain = null)
    {
        (int element, int details) = Open("immediate");
        writer.NetworkOrder(1, NftConstants.VerdictRegister);
        int data = writer.OpenNest(2);
        int nest = writer.OpenNest(NftConstants.DataVerdict);
        writer.NetworkOrder(NftConstants.VerdictCode, unchecked((uint)(int)verdict));
        if (chain is not null)
        {
            writer.Attribute(NftConstants.VerdictChain, chain);
        }

        writer.CloseNest(nest);
        writer.CloseNest(data);
        Close(element, details);
    }

    public void Dispose() => writer.CloseNest(list);

    private static uint Number(uint register) => NftConstants.FirstRegister + register;

    private void Connection(uint key, uint bits)
    {
        (int element, int details) = Open("ct");
        writer.NetworkOrder(1, Number(0));
        writer.NetworkOrder(2, key);
        Close(element, details);
        Span<byte> mask = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(mask, bits);
        Mask(0, mask);
        Compare(0, [0, 0, 0, 0], equal: false);
    }

    private void Payload(uint header, int offset, int count, uint register)
    {
        (int element, int details) = Open("payload");
        writer.NetworkOrder(1, Number(register));
        writer.NetworkOrder(2, header);
        writer.NetworkOrder(3, (uint)offset);
        writer.NetworkOrder(4, (uint)count);
        Close(element, details);
    }

    private void Value(ushort attribute, ReadOnlySpan<byte> bytes)
    {
        int nest = writer.OpenNest(attribute);
        writer.Attribute(NftConstants.DataValue, bytes);
        writer.CloseNest(nest);
    }

    private (int Element, int Details) Open(string name)
    {
        int element = writer.OpenNest(NftConstants.ListElement);
        writer.Attribute(NftConstants.ExpressionName, name);
        return (element, writer.OpenNest(NftConstants.ExpressionDetails));
    }

    private void Close(int element, int details)
    {
        writer.CloseNest(details);
        writer.CloseNest(element);
    }
}
