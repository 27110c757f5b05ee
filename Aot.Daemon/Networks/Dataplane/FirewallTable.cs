using System.Text;
using Aot.Daemon.Linux.Nftables;

namespace Aot.Daemon.Networks.Dataplane;

/// <summary>
/// What the table `aotd` is made of: sets and maps, which networks and published ports are elements of, and chains whose rules never change. So what a packet
/// meets, and what a change costs, is the same with one port and with ten thousand. Nothing else on the host is touched; what others drop stays dropped.
/// </summary>
internal static class FirewallTable
{
    public const string Name = "aotd";

    // As the kernel names the kinds of links that containers are on, ours and others'.
    private const string BridgeKind = "bridge";
    private const string VethKind = "veth";

    /// <summary>Links of all bridge networks.</summary>
    public static readonly NftSet Bridges = new()
    {
        Name = "bridges",
        KeyType = NftConstants.TypeInterfaceName,
        KeyBytes = NftConstants.InterfaceNameBytes,
    };

    /// <summary>Links of networks that nothing leaves or enters.</summary>
    public static readonly NftSet Internal = Bridges with { Name = "internal" };

    /// <summary>A network's link twice: its endpoints may talk to each other. It is asked only where the kernel shows bridged packets to the firewall
    /// (br_netfilter); elsewhere the ports' own isolation does the same.</summary>
    public static readonly NftSet Within = new()
    {
        Name = "within",
        KeyType = NftSet.Types(NftConstants.TypeInterfaceName, NftConstants.TypeInterfaceName),
        KeyBytes = 2 * NftConstants.InterfaceNameBytes,
    };

    public static readonly FirewallFamily Ipv4 = new(
        NftConstants.Ipv4Family, addressBytes: 4, sourceOffset: 12, destinationOffset: 16, NftConstants.TypeIpv4Address, suffix: "4");

    public static readonly FirewallFamily Ipv6 = new(
        NftConstants.Ipv6Family, addressBytes: 16, sourceOffset: 8, destinationOffset: 24, NftConstants.TypeIpv6Address, suffix: "6");

    private const string Forwards = "forwards";
    private const string Prerouting = "prerouting";
    private const string Output = "output";
    private const string Forward = "forward";
    private const string Postrouting = "postrouting";
    private const string Early = "early";

    private const string Filter = "filter";
    private const string Nat = "nat";

    // nft(8), "chains": the standard priorities.
    private const int RawPriority = -300;
    private const int DestinationNatPriority = -100;
    private const int FilterPriority = 0;
    private const int SourceNatPriority = 100;

    // IP_CT_ESTABLISHED and IP_CT_RELATED as bits (NF_CT_STATE_BIT); IPS_DST_NAT.
    private const uint EstablishedOrRelated = 0x6;
    private const uint DestinationWasChanged = 0x20;

    /// <summary>Registers are four bytes; a link's name takes four of them.</summary>
    private const uint SecondName = 4;

    /// <summary>Writes all of the table but elements, in the place of what is there.</summary>
    /// <param name="closesOthers">What is neither from nor to a bridge or a veth is not forwarded.</param>
    public static void Write(NftBatch batch, bool closesOthers)
    {
        batch.CreateTable();
        batch.DeleteTable();
        batch.CreateTable();
        foreach (NftSet set in (ReadOnlySpan<NftSet>)[Bridges, Internal, Within])
        {
            batch.CreateSet(set);
        }

        foreach (FirewallFamily family in (ReadOnlySpan<FirewallFamily>)[Ipv4, Ipv6])
        {
            batch.CreateSet(family.Subnets);
            batch.CreateSet(family.Masqueraded);
            batch.CreateSet(family.Forwards);
            batch.CreateSet(family.ForwardsAt);
        }

        WriteEarly(batch);
        WriteForwards(batch);
        WriteForward(batch);
        if (closesOthers)
        {
            WriteClosing(batch);
        }

        WritePostrouting(batch);
    }

    /// <summary>Answers to 127.0.0.1 are taken from bridges (route_localnet), so that ports published there work. They are not addressed to it yet here, and what
    /// is, or says that it comes from there, is dropped.</summary>
    private static void WriteEarly(NftBatch batch)
    {
        batch.CreateBaseChain(Early, Filter, NftHook.Prerouting, RawPriority);
        foreach (int offset in (ReadOnlySpan<int>)[Ipv4.SourceOffset, Ipv4.DestinationOffset])
        {
            using NftRule drop = batch.AddRule(Early);

            // Every packet comes by here: the address, which hardly any has, is asked for before the set.
            Ipv4.Is(drop);
            Loopback(drop, offset);
            Input(drop, Bridges);
            drop.Verdict(NftVerdict.Drop);
        }
    }

    /// <summary>Published ports. A port that is published on 127.0.0.1 is not for packets from elsewhere, whatever they say.</summary>
    private static void WriteForwards(NftBatch batch)
    {
        batch.CreateChain(Forwards);
        foreach (FirewallFamily family in (ReadOnlySpan<FirewallFamily>)[Ipv4, Ipv6])
        {
            uint words = (uint)family.AddressBytes / 4;
            using (NftRule exact = batch.AddRule(Forwards))
            {
                family.Is(exact);
                exact.Network(family.DestinationOffset, family.AddressBytes, 0);
                exact.Meta(NftMeta.Protocol, words);
                exact.Transport(2, 2, words + 1);
                exact.Map(family.ForwardsAt.Name, 0, 0);
                exact.DestinationNat(family.Number, 0, words);
            }

            using (NftRule any = batch.AddRule(Forwards))
            {
                family.Is(any);
                any.DestinationIsLocal();
                any.Meta(NftMeta.Protocol, 0);
                any.Transport(2, 2, 1);
                any.Map(family.Forwards.Name, 0, 0);
                any.DestinationNat(family.Number, 0, words);
            }
        }

        batch.CreateBaseChain(Prerouting, Nat, NftHook.Prerouting, DestinationNatPriority);
        using (NftRule loopback = batch.AddRule(Prerouting))
        {
            ToLoopback(loopback);
            loopback.Verdict(NftVerdict.Return);
        }

        using (NftRule jump = batch.AddRule(Prerouting))
        {
            jump.Verdict(NftVerdict.Jump, Forwards);
        }

        // Linux routes no answer to ::1 that comes from elsewhere (there is no route_localnet for IPv6): who connects to it is refused at once and tries
        // 127.0.0.1, instead of waiting.
        batch.CreateBaseChain(Output, Nat, NftHook.Output, DestinationNatPriority);
        using (NftRule loopback = batch.AddRule(Output))
        {
            Ipv6.Is(loopback);
            loopback.Network(Ipv6.DestinationOffset, Ipv6.AddressBytes, 0);
            loopback.Compare(0, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
            loopback.Verdict(NftVerdict.Return);
        }

        using NftRule own = batch.AddRule(Output);
        own.Verdict(NftVerdict.Jump, Forwards);
    }

    /// <summary>Isolation: what goes to a network comes by a published port, from within where that is allowed, or is an answer.</summary>
    private static void WriteForward(NftBatch batch)
    {
        batch.CreateBaseChain(Forward, Filter, NftHook.Forward, FilterPriority);
        using (NftRule answers = batch.AddRule(Forward))
        {
            answers.ConnectionState(EstablishedOrRelated);
            answers.Verdict(NftVerdict.Accept);
        }

        using (NftRule within = batch.AddRule(Forward))
        {
            within.Meta(NftMeta.InputName, 0);
            within.Meta(NftMeta.OutputName, SecondName);
            within.Lookup(Within.Name, 0);
            within.Verdict(NftVerdict.Accept);
        }

        using (NftRule fromInternal = batch.AddRule(Forward))
        {
            Input(fromInternal, Internal);
            fromInternal.Verdict(NftVerdict.Drop);
        }

        using (NftRule toInternal = batch.AddRule(Forward))
        {
            Leaves(toInternal, Internal);
            toInternal.Verdict(NftVerdict.Drop);
        }

        using (NftRule published = batch.AddRule(Forward))
        {
            Leaves(published, Bridges);
            published.ConnectionStatus(DestinationWasChanged);
            published.Verdict(NftVerdict.Accept);
        }

        using NftRule rest = batch.AddRule(Forward);
        Leaves(rest, Bridges);
        rest.Verdict(NftVerdict.Drop);
    }

    /// <summary>A host that forwards only because containers need it is no router between its other links.</summary>
    private static void WriteClosing(NftBatch batch)
    {
        Span<byte> name = stackalloc byte[NftConstants.InterfaceNameBytes];
        foreach (NftMeta end in (ReadOnlySpan<NftMeta>)[NftMeta.InputKind, NftMeta.OutputKind])
        {
            foreach (string kind in (ReadOnlySpan<string>)[BridgeKind, VethKind])
            {
                name.Clear();
                Encoding.ASCII.GetBytes(kind, name);
                using NftRule pass = batch.AddRule(Forward);
                pass.Meta(end, 0);
                pass.Compare(0, name);
                pass.Verdict(NftVerdict.Accept);
            }
        }

        using NftRule rest = batch.AddRule(Forward);
        rest.Verdict(NftVerdict.Drop);
    }

    private static void WritePostrouting(NftBatch batch)
    {
        batch.CreateBaseChain(Postrouting, Nat, NftHook.Postrouting, SourceNatPriority);

        // The host's own loopback address by a published port: the container could not answer to it.
        using (NftRule loopback = batch.AddRule(Postrouting))
        {
            Ipv4.Is(loopback);
            Leaves(loopback, Bridges);
            Loopback(loopback, Ipv4.SourceOffset);
            loopback.Masquerade();
        }

        foreach (FirewallFamily family in (ReadOnlySpan<FirewallFamily>)[Ipv4, Ipv6])
        {
            // A container that comes by a published port to itself or to its neighbour: the answer has to come back this way.
            using (NftRule hairpin = batch.AddRule(Postrouting))
            {
                family.Is(hairpin);
                Leaves(hairpin, Bridges);
                hairpin.ConnectionStatus(DestinationWasChanged);
                hairpin.Network(family.SourceOffset, family.AddressBytes, 0);
                hairpin.Lookup(family.Subnets.Name, 0);
                hairpin.Masquerade();
            }

            using (NftRule outwards = batch.AddRule(Postrouting))
            {
                family.Is(outwards);
                Leaves(outwards, Bridges, isOne: false);
                outwards.Network(family.SourceOffset, family.AddressBytes, 0);
                outwards.Lookup(family.Masqueraded.Name, 0);
                outwards.Masquerade();
            }
        }
    }

    private static void Input(NftRule rule, NftSet links)
    {
        rule.Meta(NftMeta.InputName, 0);
        rule.Lookup(links.Name, 0);
    }

    private static void Leaves(NftRule rule, NftSet links, bool isOne = true)
    {
        rule.Meta(NftMeta.OutputName, 0);
        rule.Lookup(links.Name, 0, isOne);
    }

    private static void ToLoopback(NftRule rule)
    {
        Ipv4.Is(rule);
        Loopback(rule, Ipv4.DestinationOffset);
    }

    /// <summary>Goes on when the IPv4 address there is one of 127.0.0.0/8.</summary>
    private static void Loopback(NftRule rule, int offset)
    {
        rule.Network(offset, Ipv4.AddressBytes, 0);
        rule.Mask(0, [255, 0, 0, 0]);
        rule.Compare(0, [127, 0, 0, 0]);
    }
}
