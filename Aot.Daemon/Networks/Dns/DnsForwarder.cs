using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks.Dns;

/// <summary>Asks other name servers what is not answered here.</summary>
internal sealed class DnsForwarder(HostResolvers host, TimeProvider time)
{
    // As many as dockerd and resolv.conf(5) know.
    private const int MostServers = 3;

    /// <summary>How long a server is waited for before the next is asked too; its reply still counts. Clients give up, or ask again, after 5 s.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <summary>How long the last one is waited for, as dockerd waits for each.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    /// <summary>The first reply that is no failure, of servers asked in their order, with the query's id. Null when there is none.</summary>
    /// <param name="query">A well-formed query.</param>
    public async Task<PooledBuffer?> AskAsync(DnsSandbox sandbox, ReadOnlyMemory<byte> query, bool isStream, CancellationToken cancellationToken)
    {
        ImmutableArray<IPAddress> servers = sandbox.AsksHostResolvers ? host.Current() : sandbox.Upstreams;
        int count = Math.Min(servers.Length, MostServers);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<PooledBuffer?>> asked = new(count);
        try
        {
            for (int next = 0; !stop.IsCancellationRequested;)
            {
                if (next < count)
                {
                    asked.Add(AskOneAsync(sandbox, servers[next++], query, isStream, stop.Token));
                }

                if (asked.Count == 0)
                {
                    break;
                }

                Task over = Task.Delay(next < count ? Patience : Limit, time, stop.Token);
                if (await Task.WhenAny([.. asked, over]) is Task<PooledBuffer?> done)
                {
                    asked.Remove(done);
                    PooledBuffer? reply = await done;
                    if (reply is not null && !DnsReply.IsFailure(reply.WrittenSpan))
                    {
                        return reply;
                    }

                    reply?.Dispose();
                }
                else if (next == count)
                {
                    break;
                }
            }

            return null;
        }
        finally
        {
            await stop.CancelAsync();
            foreach (Task<PooledBuffer?> rest in asked)
            {
                (await rest)?.Dispose();
            }
        }
    }

    private static async Task<PooledBuffer?> AskOneAsync(
        DnsSandbox sandbox, IPAddress server, ReadOnlyMemory<byte> query, bool isStream, CancellationToken cancellationToken)
    {
        Socket Create() => isStream
            ? new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            using Socket socket = sandbox.AsksFromSandbox && !sandbox.AsksHostResolvers
                ? NetworkNamespace.Run(sandbox.NamespacePath, Create)
                : Create();
            return isStream
                ? await DnsExchange.AskStreamAsync(socket, server, query, cancellationToken)
                : await DnsExchange.AskDatagramAsync(socket, server, query, cancellationToken);
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            // No descriptor left, no such family, or the namespace is gone.
            return null;
        }
    }
}
