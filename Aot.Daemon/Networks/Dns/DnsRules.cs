using System.Buffers.Binary;
using Aot.Daemon.Linux;

namespace Aot.Daemon.Networks.Dns;

/// <summary>
/// The rules in a sandbox by which 127.0.0.11:53 is the ports that the server listens on: the port is rewritten when a query arrives and back when its answer leaves,
/// packet by packet. Unlike dockerd's DNAT that needs no connection tracking, which would cost every packet of the container, and cannot overflow. It happens behind
/// all other rules in and before all others out, so whatever the container filters or tracks itself sees port 53.
/// </summary>
internal static class DnsRules
{
    private const ushort NamePort = 53;
    private const byte Tcp = 6;
    private const byte Udp = 17;

    // Hooks and priorities (netfilter_ipv4.h): after what is usual (the last is 300), before what is usual (the first is -450).
    private const uint InputHook = 1;
    private const uint OutputHook = 3;
    private const int BehindAll = 1000;
    private const int BeforeAll = -1000;

    // Places in the IP header, and in both UDP's and TCP's.
    private const uint Source = 12;
    private const uint Destination = 16;
    private const uint SourcePort = 0;
    private const uint DestinationPort = 2;
    private const uint TcpChecksum = 16;
    private const uint UdpChecksum = 6;

    // Attributes and constants of nf_tables.h.
    private const uint NetworkHeader = 1;
    private const uint TransportHeader = 2;
    private const uint Register = 1;
    private const uint ProtocolKey = 16;
    private const uint InternetChecksum = 1;

    private static ReadOnlySpan<byte> Table => "aotd-dns"u8;

    private static ReadOnlySpan<byte> Queries => "queries"u8;

    private static ReadOnlySpan<byte> Answers => "answers"u8;

    /// <summary>Puts them into the network namespace of the calling thread, in place of those of an earlier daemon, in one transaction. Fails with an IOException.</summary>
    public static void Install(ushort datagramPort, ushort streamPort)
    {
        try
        {
            Install(datagramPort, streamPort, replaces: false);
        }
        catch (IOException failure) when (failure.HResult == Errno.EEXIST)
        {
            Install(datagramPort, streamPort, replaces: true);
        }
    }

    /// <param name="replaces">There is a table to delete. Not done without need: closing the socket then waits until the kernel has freed it, some 10 ms.</param>
    private static void Install(ushort datagramPort, ushort streamPort, bool replaces)
    {
        var batch = new NetfilterBatch(stackalloc byte[4096]);
        if (replaces)
        {
            batch.Message(NetfilterBatch.DeleteTable);
            batch.Text(1, Table);
        }

        batch.Message(NetfilterBatch.NewTable, isExclusive: true);
        batch.Text(1, Table);
        AddChain(ref batch, Queries, InputHook, BehindAll);
        AddChain(ref batch, Answers, OutputHook, BeforeAll);
        AddRule(ref batch, Queries, Destination, Udp, DestinationPort, NamePort, datagramPort);
        AddRule(ref batch, Queries, Destination, Tcp, DestinationPort, NamePort, streamPort);
        AddRule(ref batch, Answers, Source, Udp, SourcePort, datagramPort, NamePort);
        AddRule(ref batch, Answers, Source, Tcp, SourcePort, streamPort, NamePort);
        batch.Commit();
    }

    private static void AddChain(ref NetfilterBatch batch, ReadOnlySpan<byte> name, uint hook, int priority)
    {
        batch.Message(NetfilterBatch.NewChain);
        batch.Text(1, Table);
        batch.Text(3, name);
        int place = batch.OpenNested(4);
        batch.Number(1, hook);
        batch.Number(2, (uint)priority);
        batch.CloseNested(place);
        batch.Text(7, "filter"u8);
    }

    /// <summary>`ip [sd]addr 127.0.0.11 (udp|tcp) [sd]port FROM (udp|tcp) [sd]port set TO`.</summary>
    private static void AddRule(
        ref NetfilterBatch batch, ReadOnlySpan<byte> chain, uint addressPlace, byte protocol, uint portPlace, ushort from, ushort to)
    {
        Span<byte> address = stackalloc byte[4];
        Span<byte> fromPort = stackalloc byte[2];
        Span<byte> toPort = stackalloc byte[2];
        DnsSockets.Address.TryWriteBytes(address, out _);
        BinaryPrimitives.WriteUInt16BigEndian(fromPort, from);
        BinaryPrimitives.WriteUInt16BigEndian(toPort, to);

        batch.Message(NetfilterBatch.NewRule);
        batch.Text(1, Table);
        batch.Text(2, chain);
        int expressions = batch.OpenNested(4);
        Load(ref batch, NetworkHeader, addressPlace, 4);
        Compare(ref batch, address);
        (int element, int content) = Open(ref batch, "meta"u8);
        batch.Number(2, ProtocolKey);
        batch.Number(1, Register);
        Close(ref batch, element, content);
        Compare(ref batch, [protocol]);
        Load(ref batch, TransportHeader, portPlace, 2);
        Compare(ref batch, fromPort);
        (element, content) = Open(ref batch, "immediate"u8);
        batch.Number(1, Register);
        Value(ref batch, 2, toPort);
        Close(ref batch, element, content);
        (element, content) = Open(ref batch, "payload"u8);
        batch.Number(5, Register);
        batch.Number(2, TransportHeader);
        batch.Number(3, portPlace);
        batch.Number(4, 2);
        batch.Number(6, InternetChecksum);
        batch.Number(7, protocol == Tcp ? TcpChecksum : UdpChecksum);
        Close(ref batch, element, content);
        batch.CloseNested(expressions);
    }

    private static void Load(ref NetfilterBatch batch, uint header, uint place, uint size)
    {
        (int element, int content) = Open(ref batch, "payload"u8);
        batch.Number(1, Register);
        batch.Number(2, header);
        batch.Number(3, place);
        batch.Number(4, size);
        Close(ref batch, element, content);
    }

    private static void Compare(ref NetfilterBatch batch, scoped ReadOnlySpan<byte> value)
    {
        (int element, int content) = Open(ref batch, "cmp"u8);
        batch.Number(1, Register);
        batch.Number(2, 0);
        Value(ref batch, 3, value);
        Close(ref batch, element, content);
    }

    private static void Value(ref NetfilterBatch batch, ushort attribute, scoped ReadOnlySpan<byte> value)
    {
        int nested = batch.OpenNested(attribute);
        batch.Bytes(1, value);
        batch.CloseNested(nested);
    }

    /// <summary>An expression: an element of the list, its name, and its content.</summary>
    private static (int Element, int Content) Open(ref NetfilterBatch batch, ReadOnlySpan<byte> name)
    {
        int element = batch.OpenNested(1);
        batch.Text(1, name);
        return (element, batch.OpenNested(2));
    }

    private static void Close(ref NetfilterBatch batch, int element, int content)
    {
        batch.CloseNested(content);
        batch.CloseNested(element);
    }
}
