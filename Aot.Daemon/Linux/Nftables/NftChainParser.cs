using System.Buffers.Binary;
using Aot.Daemon.Linux.Netlink;

namespace Aot.Daemon.Linux.Nftables;

/// <summary>What nf_tables tells of a chain. Malformed messages are an InvalidDataException.</summary>
internal static class NftChainParser
{
    private const ushort Table = 1;
    private const ushort Name = 3;
    private const ushort Hook = 4;
    private const ushort Policy = 5;
    private const ushort HookNumber = 1;

    /// <summary>Null for a chain that packets only come to by a jump.</summary>
    public static NftChain? Parse(ReadOnlySpan<byte> payload)
    {
        NetlinkAttributes attributes = NetlinkAttributes.After(payload, NetfilterHeader.Bytes);
        string table = "";
        string name = "";
        uint? hook = null;
        bool drops = false;
        while (attributes.MoveNext())
        {
            switch (attributes.Type)
            {
                case Table:
                    table = attributes.Text();
                    break;
                case Name:
                    name = attributes.Text();
                    break;
                case Policy:
                    drops = BinaryPrimitives.ReverseEndianness(attributes.Number()) == (uint)NftVerdict.Drop;
                    break;
                case Hook:
                    hook = Number(attributes.Value);
                    break;
            }
        }

        return hook is { } number ? new NftChain(payload[0], table, name, (NftHook)number, drops) : null;
    }

    private static uint? Number(ReadOnlySpan<byte> hook)
    {
        NetlinkAttributes attributes = new(hook);
        while (attributes.MoveNext())
        {
            if (attributes.Type == HookNumber)
            {
                return BinaryPrimitives.ReverseEndianness(attributes.Number());
            }
        }

        return null;
    }
}
