using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Linux;

namespace Aot.Benchmarks.Networks;

/// <summary>Clients of a <see cref="TrafficServer"/> in a network namespace, for a moment: many moments tell more than a few long times on a machine with moods.</summary>
internal static class TrafficClient
{
    /// <summary>How many open connections at once.</summary>
    public const int Clients = 4;

    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(250);

    /// <summary>Bytes a second over one connection.</summary>
    public static double Bytes(string namespacePath, IPEndPoint server) => NetworkNamespace.Run(namespacePath, () =>
    {
        byte[] buffer = new byte[TrafficServer.BufferBytes];
        using Socket socket = Connect(server, TrafficServer.Stream);
        long begin = Stopwatch.GetTimestamp();
        long bytes = 0;
        while (Stopwatch.GetElapsedTime(begin) < Duration)
        {
            int received = socket.Receive(buffer);
            bytes += received > 0 ? received : throw new InvalidOperationException($"{server} ended the connection");
        }
        return bytes / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    });

    /// <summary>Connections a second, each opened, answered and closed.</summary>
    public static async Task<double> ConnectionsAsync(string namespacePath, IPEndPoint server)
    {
        long begin = Stopwatch.GetTimestamp();
        Task<int>[] clients =
        [
            .. Enumerable.Range(0, Clients).Select(_ => Task.Factory.StartNew(
                () => NetworkNamespace.Run(namespacePath, () => Count(server, begin)), TaskCreationOptions.LongRunning)),
        ];
        int[] counts = await Task.WhenAll(clients);
        return counts.Sum() / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static int Count(IPEndPoint server, long begin)
    {
        byte[] answer = new byte[1];
        int count = 0;
        while (Stopwatch.GetElapsedTime(begin) < Duration)
        {
            using Socket socket = Connect(server, TrafficServer.One);
            count += socket.Receive(answer) == 1 ? 1 : throw new InvalidOperationException($"{server} does not answer");
        }
        return count;
    }

    private static Socket Connect(IPEndPoint server, byte question)
    {
        // Closed by a reset: a port that lingers is one less for the next connections.
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(true, 0) };
        socket.Connect(server);
        socket.Send([question]);
        return socket;
    }
}
