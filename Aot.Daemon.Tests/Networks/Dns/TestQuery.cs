using System.Buffers.Binary;
using System.Text;
using Aot.Daemon.Networks.Dns;

namespace Aot.Daemon.Tests.Networks.Dns;

/// <summary>Queries as clients write them, byte by byte.</summary>
internal static class TestQuery
{
    public static byte[] Of(string name, DnsType type = DnsType.A, ushort id = 0x1234, int udpSize = 0)
    {
        List<byte> message = [(byte)(id >> 8), (byte)id, 1, 0, 0, 1, 0, 0, 0, 0, 0, (byte)(udpSize > 0 ? 1 : 0)];
        foreach (string label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            message.Add((byte)label.Length);
            message.AddRange(Encoding.Latin1.GetBytes(label));
        }

        message.AddRange([0, (byte)((ushort)type >> 8), (byte)type, 0, 1]);
        if (udpSize > 0)
        {
            message.AddRange([0, 0, 41, (byte)(udpSize >> 8), (byte)udpSize, 0, 0, 0, 0, 0, 0]);
        }

        return [.. message];
    }

    /// <summary>With its length before it, as over TCP.</summary>
    public static byte[] Framed(byte[] message)
    {
        byte[] framed = new byte[2 + message.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)message.Length);
        message.CopyTo(framed, 2);
        return framed;
    }

    /// <summary>The answer of a server to a query: its header and question, then records of the question's name with the addresses given.</summary>
    public static byte[] Answer(ReadOnlySpan<byte> query, DnsCode code = DnsCode.NoError, params string[] addresses)
    {
        DnsQuery.Read(query, out DnsQuery read);
        byte[] output = new byte[ushort.MaxValue];
        var answer = new DnsAnswer(read, output, output.Length);
        foreach (string address in addresses)
        {
            answer.Add(System.Net.IPAddress.Parse(address));
        }

        return output[..answer.Finish(code)];
    }
}
