using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Aot.Benchmarks.Latency;
using Aot.Daemon.Linux;

namespace Aot.Benchmarks.Dns;

/// <summary>Clients in a network namespace that ask 127.0.0.11:53 for one name, each the next time as soon as it has the answer.</summary>
internal static class DnsLoad
{
    private static readonly IPEndPoint Server = new(IPAddress.Parse("127.0.0.11"), 53);

    /// <summary>The time of every query, and how long all of it took.</summary>
    public static async Task<(LatencySamples Queries, TimeSpan Elapsed)> RunAsync(string namespacePath, string name, int clients, int queries)
    {
        byte[] query = Query(name);
        long start = Stopwatch.GetTimestamp();
        // On threads of their own: the pool's are the server's.
        Task<LatencySamples>[] running =
        [
            .. Enumerable.Range(0, clients).Select(_ => Task.Factory.StartNew(
                () => NetworkNamespace.Run(namespacePath, () => Ask(query, queries / clients)), TaskCreationOptions.LongRunning)),
        ];
        LatencySamples all = new();
        foreach (Task<LatencySamples> one in running)
        {
            all.Add(await one);
        }
        return (all, Stopwatch.GetElapsedTime(start));
    }

    private static LatencySamples Ask(byte[] query, int queries)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.ReceiveTimeout = 5000;
        socket.Connect(Server);
        byte[] answer = new byte[512];
        LatencySamples samples = new();
        for (int i = 0; i < queries; i++)
        {
            long asked = Stopwatch.GetTimestamp();
            socket.Send(query);
            int length = socket.Receive(answer);
            samples.Add(Stopwatch.GetElapsedTime(asked));
            if (length <= query.Length || (answer[3] & 15) != 0)
            {
                throw new InvalidOperationException("the name is not known there");
            }
        }
        return samples;
    }

    private static byte[] Query(string name)
    {
        List<byte> query = [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        foreach (string label in name.Split('.'))
        {
            query.Add((byte)label.Length);
            query.AddRange(Encoding.ASCII.GetBytes(label));
        }
        return [.. query, 0, 0, 1, 0, 1];
    }
}
