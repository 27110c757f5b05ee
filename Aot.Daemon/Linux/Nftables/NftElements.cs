using Aot.Daemon.Linux.Netlink;

namespace Aot.Daemon.Linux.Nftables;

/// <summary>Elements of one set that are added or removed, in as many messages as they need. Dispose of it before the batch's next message.</summary>
internal sealed class NftElements(NftBatch batch, ushort type, string set) : IDisposable
{
    private const ushort Key = 1;
    private const ushort Value = 2;
    private const ushort Flags = 3;
    private const uint RangeEnd = 1;

    private int _list = -1;

    public void Add(ReadOnlySpan<byte> key) => Element(key, [], 0);

    /// <summary>An element of a map. A value is told only for one that is added.</summary>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => Element(key, value, 0);

    /// <summary>All keys from the first up to, not including, the end; no end: up to the last key there is.</summary>
    public void AddRange(ReadOnlySpan<byte> first, ReadOnlySpan<byte> end)
    {
        Element(first, [], 0);
        if (!end.IsEmpty)
        {
            Element(end, [], RangeEnd);
        }
    }

    public void Dispose()
    {
        if (_list >= 0)
        {
            batch.Writer.CloseNest(_list);
        }
    }

    private void Element(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, uint flags)
    {
        NetlinkWriter writer = batch.Writer;
        if (_list >= 0 && NftBatch.IsListFull(writer.Length - _list))
        {
            writer.CloseNest(_list);
            _list = -1;
        }

        if (_list < 0)
        {
            _list = batch.BeginElements(type, set);
        }

        int element = writer.OpenNest(NftConstants.ListElement);
        if (flags != 0)
        {
            writer.NetworkOrder(Flags, flags);
        }

        Data(writer, Key, key);
        if (!value.IsEmpty && type == NftConstants.NewElement)
        {
            Data(writer, Value, value);
        }

        writer.CloseNest(element);
    }

    private static void Data(NetlinkWriter writer, ushort attribute, ReadOnlySpan<byte> bytes)
    {
        int nest = writer.OpenNest(attribute);
        writer.Attribute(NftConstants.DataValue, bytes);
        writer.CloseNest(nest);
    }
}
