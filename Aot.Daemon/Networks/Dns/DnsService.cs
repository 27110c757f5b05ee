using System.Collections.Concurrent;
using System.Net.Sockets;
using Aot.Daemon.Engine;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Networks.Dns;

/// <summary>The name server that containers on user-defined networks find at 127.0.0.11:53, udp and tcp.</summary>
internal sealed class DnsService : INameServers, IAsyncDisposable
{
    // What the sockets are held as.
    private const string Datagrams = "dns-udp";
    private const string Streams = "dns-tcp";

    private readonly ConcurrentDictionary<string, DnsServer> _servers = new();
    private readonly IDescriptorHolder _holder;
    private readonly DnsResponder _responder;
    private readonly DnsForwarder _forwarder;
    private readonly TimeProvider _time;
    private readonly ILogger<DnsService> _logger;

    /// <param name="hostResolvConf">The path of the host's resolv.conf.</param>
    public DnsService(IDnsNames names, IDescriptorHolder holder, string hostResolvConf, TimeProvider time, ILogger<DnsService> logger)
    {
        _holder = holder;
        _responder = new DnsResponder(names);
        _forwarder = new DnsForwarder(new HostResolvers(hostResolvConf), time);
        _time = time;
        _logger = logger;
    }

    /// <summary>Answers in a sandbox from now on; on return its queries find the server. A sandbox that is open is only told what has changed about it. Failures are
    /// DaemonExceptions of kind System, and leave nothing.</summary>
    public async Task OpenAsync(DnsSandbox sandbox)
    {
        if (_servers.TryGetValue(sandbox.ContainerId, out DnsServer? open) && open.Sandbox.NamespacePath == sandbox.NamespacePath)
        {
            open.Sandbox = sandbox;
            return;
        }

        await CloseAsync(sandbox.ContainerId);
        DnsSockets sockets;
        try
        {
            sockets = NetworkNamespace.Run(sandbox.NamespacePath, Prepare);
        }
        catch (Exception failure) when (failure is IOException or SocketException or DaemonException)
        {
            throw DaemonException.System($"the name server of container {sandbox.ContainerId}: {failure.Message}", failure);
        }

        Serve(sandbox, sockets);
    }

    /// <summary>Has a sandbox's sockets held over the end of this daemon. Once its task is there; beside the start, for nothing needs to wait for it.</summary>
    public async Task HoldAsync(string containerId)
    {
        if (_servers.TryGetValue(containerId, out DnsServer? server))
        {
            await _holder.HoldAsync(containerId, Datagrams, server.Sockets.Datagrams.SafeHandle);
            await _holder.HoldAsync(containerId, Streams, server.Sockets.Streams.SafeHandle);
        }
    }

    /// <summary>Answers again in the sandbox of a container that outlived an earlier daemon, at its sockets if they were held: what was asked meanwhile first.
    /// Otherwise as <see cref="OpenAsync"/>. Once in a daemon's life: System.Net.Sockets cannot wait on the same socket a second time while a duplicate is open.</summary>
    public async Task ReopenAsync(DnsSandbox sandbox)
    {
        SafeFileHandle? datagrams = await _holder.FindAsync(sandbox.ContainerId, Datagrams);
        SafeFileHandle? streams = await _holder.FindAsync(sandbox.ContainerId, Streams);
        if (datagrams is not null && streams is not null && DnsSockets.Adopt(datagrams, streams) is { } sockets)
        {
            Serve(sandbox, sockets);
        }
        else
        {
            datagrams?.Dispose();
            streams?.Dispose();
            await OpenAsync(sandbox);
        }

        // Also what was held: the supervisor that holds it may die before this daemon does.
        await HoldAsync(sandbox.ContainerId);
    }

    /// <summary>Ends answering in a sandbox whose task is gone or going. Nothing of it is left but the rules in the namespace, which go with it. A sandbox that is
    /// not open is no error.</summary>
    public async Task CloseAsync(string containerId)
    {
        if (_servers.TryRemove(containerId, out DnsServer? server))
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>Ends answering in a sandbox that goes on without names, with nobody to hold its sockets.</summary>
    public async Task LeaveAsync(string containerId)
    {
        await CloseAsync(containerId);
        await _holder.LetGoAsync(containerId, Datagrams);
        await _holder.LetGoAsync(containerId, Streams);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (string id in _servers.Keys)
        {
            await CloseAsync(id);
        }
    }

    private void Serve(DnsSandbox sandbox, DnsSockets sockets) =>
        _servers[sandbox.ContainerId] = new DnsServer(sandbox, sockets, _responder, _forwarder, _time, _logger);

    private static DnsSockets Prepare()
    {
        DnsSockets sockets = DnsSockets.Create();
        try
        {
            DnsRules.Install(sockets.DatagramPort, sockets.StreamPort);
            return sockets;
        }
        catch
        {
            sockets.Dispose();
            throw;
        }
    }
}
