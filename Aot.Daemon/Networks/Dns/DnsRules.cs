using System.Buffers.Binary;
using Aot.Daemon.Linux;
using Aot.Daemon.Linux.Netlink;
using Aot.Daemon.Linux.Nftables;

namespace Aot.Daemon.Networks.Dns;

/// <summary>
/// The rules in a sandbox by which 127.0.0.11:53 is the ports that the server listens on: the port is rewritten when a query arrives and back when its answer leaves,
/// packet by packet. Unlike dockerd's DNAT that needs no connection tracking, which would cost every packet of the container, and cannot overflow. It happens behind
/// all other rules in and before all others out, so whatever the container filters or tracks itself sees port 53.
/// </summary>
internal static class DnsRules
{
    private const string Table = "aotd";
    private const string Queries = "queries";
    private const string Answers = "answers";
    private const ushort NamePort = 53;
    private const byte IpFamily = 2;
    private const byte Tcp = 6;
    private const byte Udp = 17;

    // After what is usual (the last is 300), before what is usual (the first is -450): netfilter_ipv4.h.
    private const int BehindAll = 1000;
    private const int BeforeAll = -1000;

    // Places in the IP header, and in both UDP's and TCP's.
    private const int Source = 12;
    private const int Destination = 16;
    private const int SourcePort = 0;
    private const int DestinationPort = 2;
    private const int TcpChecksum = 16;
    private const int UdpChecksum = 6;

    /// <summary>Puts them into the network namespace of the calling thread, in place of those of an earlier daemon, in one transaction. Failures are DaemonExceptions.</summary>
    public static void Install(ushort datagramPort, ushort streamPort)
    {
        using NftSocket socket = new();
        NetlinkResult result = Install(socket, datagramPort, streamPort, replaces: false);
        if (result.Errno == Errno.EEXIST)
        {
            result = Install(socket, datagramPort, streamPort, replaces: true);
        }

        result.ThrowIfFailed();
    }

    /// <param name="replaces">There is a table to delete. Not done without need: closing the socket then waits until the kernel has freed it, some 10 ms.</param>
    private static NetlinkResult Install(NftSocket socket, ushort datagramPort, ushort streamPort, bool replaces)
    {
        using NftBatch batch = new(Table, capacity: 4096);
        if (replaces)
        {
            batch.DeleteTable();
        }

        batch.CreateNewTable();
        batch.CreateBaseChain(Queries, "filter", NftHook.Input, BehindAll);
        batch.CreateBaseChain(Answers, "filter", NftHook.Output, BeforeAll);
        Rewrite(batch, Queries, Destination, Udp, DestinationPort, NamePort, datagramPort);
        Rewrite(batch, Queries, Destination, Tcp, DestinationPort, NamePort, streamPort);
        Rewrite(batch, Answers, Source, Udp, SourcePort, datagramPort, NamePort);
        Rewrite(batch, Answers, Source, Tcp, SourcePort, streamPort, NamePort);
        return socket.Execute(batch);
    }

    /// <summary>`ip [sd]addr 127.0.0.11 (udp|tcp) [sd]port FROM (udp|tcp) [sd]port set TO`.</summary>
    private static void Rewrite(NftBatch batch, string chain, int addressPlace, byte protocol, int portPlace, ushort from, ushort to)
    {
        Span<byte> address = stackalloc byte[4];
        Span<byte> port = stackalloc byte[2];
        DnsSockets.Address.TryWriteBytes(address, out _);
        using NftRule rule = batch.AddRule(chain);
        rule.Meta(NftMeta.Family, 0);
        rule.Compare(0, [IpFamily]);
        rule.Network(addressPlace, address.Length, 0);
        rule.Compare(0, address);
        rule.Meta(NftMeta.Protocol, 0);
        rule.Compare(0, [protocol]);
        rule.Transport(portPlace, port.Length, 0);
        BinaryPrimitives.WriteUInt16BigEndian(port, from);
        rule.Compare(0, port);
        BinaryPrimitives.WriteUInt16BigEndian(port, to);
        rule.Load(0, port);
        rule.SetTransport(portPlace, port.Length, 0, protocol == Tcp ? TcpChecksum : UdpChecksum);
    }
}
