using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Networks.Dns;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aot.Daemon.Tests.Networks.Dns;

/// <summary>A sandbox, a name server in it, and clients.</summary>
internal sealed class DnsBench : IAsyncDisposable
{
    public const string ContainerId = "c0ffee";

    private static readonly IPEndPoint Server = new(IPAddress.Parse("127.0.0.11"), 53);
    private readonly TemporaryFolder _folder = new();

    private readonly TimeProvider _time;

    public DnsBench(TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _folder.Write("resolv.conf", "");
        ContainersResolvConf = _folder.Write("container", "nameserver 127.0.0.11\noptions ndots:0\n");
        Service = NewService();
    }

    public TestSandbox Sandbox { get; } = new();

    public TestHolder Holder { get; } = new();

    public TestNames Names { get; } = new();

    public DnsService Service { get; private set; }

    public string HostResolvConf => _folder.File("resolv.conf");

    /// <summary>What programs in the sandbox are to have as /etc/resolv.conf.</summary>
    public string ContainersResolvConf { get; }

    /// <summary>How the sandbox is described; nobody else is asked.</summary>
    public DnsSandbox Description => new() { ContainerId = ContainerId, NamespacePath = Sandbox.Path };

    public Task OpenAsync(DnsSandbox? description = null) => Service.OpenAsync(description ?? Description);

    /// <summary>A daemon that ended, and another.</summary>
    public async Task RestartAsync()
    {
        await Service.DisposeAsync();
        Service = NewService();
    }

    public async Task<TestAnswer> AskAsync(byte[] query)
    {
        using Socket socket = Sandbox.Socket(SocketType.Dgram);
        await socket.ConnectAsync(Server);
        return await AskAsync(socket, query);
    }

    public static async Task<TestAnswer> AskAsync(Socket socket, byte[] query)
    {
        await socket.SendAsync(query);
        byte[] buffer = new byte[65536];
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        return TestAnswer.Read(buffer.AsSpan(0, await socket.ReceiveAsync(buffer, limit.Token)));
    }

    /// <summary>Several queries over one connection.</summary>
    public async Task<List<TestAnswer>> AskStreamAsync(params byte[][] queries)
    {
        using Socket socket = await ConnectStreamAsync();
        await socket.SendAsync(queries.SelectMany(TestQuery.Framed).ToArray());
        using NetworkStream stream = new(socket);
        List<TestAnswer> answers = [];
        byte[] prefix = new byte[2];
        foreach (byte[] _ in queries)
        {
            await stream.ReadExactlyAsync(prefix);
            byte[] answer = new byte[(prefix[0] << 8) | prefix[1]];
            await stream.ReadExactlyAsync(answer);
            answers.Add(TestAnswer.Read(answer));
        }

        return answers;
    }

    public async Task<Socket> ConnectStreamAsync()
    {
        Socket socket = Sandbox.Socket(SocketType.Stream);
        socket.ReceiveTimeout = 20_000;
        await socket.ConnectAsync(Server);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        Holder.Dispose();
        Sandbox.Dispose();
        _folder.Dispose();
    }

    private DnsService NewService() => new(Names, Holder, HostResolvConf, _time, NullLogger<DnsService>.Instance);
}
