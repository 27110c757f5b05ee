using System.Buffers.Binary;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux.Netlink;

namespace Aot.Daemon.Linux.Nftables;

/// <summary>Changes to one table of the inet family, done all or not at all when an <see cref="NftSocket"/> executes them.</summary>
internal sealed class NftBatch : IDisposable
{
    // An attribute's length has 16 bits; an element takes at most some 150 bytes.
    private const int MaximumListBytes = 60_000;

    private readonly string _table;
    private uint _setIds;

    public NftBatch(string table, int capacity = 2048)
    {
        _table = table;
        Writer = new NetlinkWriter(capacity);

        // The number of the subsystem that the batch is for is in network byte order.
        Begin(NftConstants.BatchBegin, 0, new NetfilterHeader { Resource = BinaryPrimitives.ReverseEndianness((ushort)NftConstants.Subsystem) }, "change the table", _table);
    }

    internal NetlinkWriter Writer { get; }

    /// <summary>One that is there stays as it is.</summary>
    public void CreateTable() => Table(NftConstants.NewTable, NetlinkConstants.Create, "create the table");

    /// <summary>One that is there is an error: EEXIST.</summary>
    public void CreateNewTable() => Table(NftConstants.NewTable, NetlinkConstants.Create | NetlinkConstants.Exclusive, "create the table");

    public void DeleteTable() => Table(NftConstants.DeleteTable, 0, "delete the table");

    /// <summary>A chain that packets pass at a hook; what no rule decides is accepted.</summary>
    /// <param name="type">`filter` or `nat`.</param>
    /// <param name="priority">The lower ones come first.</param>
    public void CreateBaseChain(string name, string type, NftHook hook, int priority)
    {
        Chain(name);
        int nest = Writer.OpenNest(ChainHook);
        Writer.NetworkOrder(HookNumber, (uint)hook);
        Writer.NetworkOrder(HookPriority, unchecked((uint)priority));
        Writer.CloseNest(nest);
        Writer.NetworkOrder(ChainPolicy, (uint)NftVerdict.Accept);
        Writer.Attribute(ChainType, type);
    }

    /// <summary>A chain that rules jump to.</summary>
    public void CreateChain(string name) => Chain(name);

    public void CreateSet(NftSet set)
    {
        const uint RangesFlag = 0x4;
        const uint MapFlag = 0x8;
        Begin(NftConstants.NewSet, NetlinkConstants.Create, Inet, "create the set", set.Name);
        Writer.Attribute(1, _table);
        Writer.Attribute(2, set.Name);
        Writer.NetworkOrder(3, (set.HasRanges ? RangesFlag : 0) | (set.ValueBytes > 0 ? MapFlag : 0));
        Writer.NetworkOrder(4, set.KeyType);
        Writer.NetworkOrder(5, (uint)set.KeyBytes);
        if (set.ValueBytes > 0)
        {
            Writer.NetworkOrder(6, set.ValueType);
            Writer.NetworkOrder(7, (uint)set.ValueBytes);
        }

        Writer.NetworkOrder(10, ++_setIds);
        if (set.IsName)
        {
            // NFTNL_UDATA_SET_KEYBYTEORDER, four bytes: the host's. The kernel keeps it for who lists.
            Writer.Attribute(13, [0, 4, 1, 0, 0, 0]);
        }
    }

    /// <summary>Begins a rule at the end of a chain: its expressions are added to what is returned, which is disposed of at its end.</summary>
    public NftRule AddRule(string chain)
    {
        Begin(NftConstants.NewRule, NetlinkConstants.Create | NetlinkConstants.Append, Inet, "add a rule to", chain);
        Writer.Attribute(1, _table);
        Writer.Attribute(2, chain);
        return new NftRule(Writer, Writer.OpenNest(4));
    }

    /// <summary>Adds elements to a set; those that are there with the same value are fine.</summary>
    public NftElements AddElements(string set) => new(this, NftConstants.NewElement, set);

    /// <summary>Takes elements out of a set; one that is not there is ENOENT.</summary>
    public NftElements RemoveElements(string set) => new(this, NftConstants.DeleteElement, set);

    /// <summary>The batch is complete.</summary>
    internal NetlinkWriter Finish()
    {
        Writer.Acknowledge();
        Begin(NftConstants.BatchEnd, 0, new NetfilterHeader { Resource = BinaryPrimitives.ReverseEndianness((ushort)NftConstants.Subsystem) }, "change the table", _table);
        return Writer;
    }

    /// <summary>Begins a message with elements; what is returned closes their list.</summary>
    internal int BeginElements(ushort type, string set)
    {
        Begin(type, type == NftConstants.NewElement ? NetlinkConstants.Create : 0, Inet, type == NftConstants.NewElement ? "add to the set" : "remove from the set", set);
        Writer.Attribute(1, _table);
        Writer.Attribute(2, set);
        return Writer.OpenNest(3);
    }

    internal static bool IsListFull(int bytes) => bytes > MaximumListBytes;

    public void Dispose() => Writer.Dispose();

    private const ushort ChainHook = 4;
    private const ushort ChainPolicy = 5;
    private const ushort ChainType = 7;
    private const ushort HookNumber = 1;
    private const ushort HookPriority = 2;

    private static NetfilterHeader Inet => new() { Family = NftConstants.InetFamily };

    private void Table(ushort type, int flags, string action)
    {
        Begin(type, flags, Inet, action, _table);
        Writer.Attribute(1, _table);
    }

    private void Chain(string name)
    {
        Begin(NftConstants.NewChain, NetlinkConstants.Create, Inet, "create the chain", name);
        Writer.Attribute(1, _table);
        Writer.Attribute(3, name);
    }

    private void Begin(ushort type, int flags, NetfilterHeader header, string action, string subject) =>
        Writer.Begin(type, flags, header, action, subject);
}
