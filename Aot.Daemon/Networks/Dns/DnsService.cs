using System.Collections.Concurrent;
using System.Net.Sockets;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks.Dns;

/// <summary>The name server that containers on user-defined networks find at 127.0.0.11:53, udp and tcp.</summary>
internal sealed class DnsService : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, DnsServer> _servers = new();
    private readonly DnsResponder _responder;
    private readonly DnsForwarder _forwarder;
    private readonly TimeProvider _time;
    private readonly ILogger<DnsService> _logger;

    /// <param name="hostResolvConf">The path of the host's resolv.conf.</param>
    public DnsService(IDnsNames names, string hostResolvConf, TimeProvider time, ILogger<DnsService> logger)
    {
        _responder = new DnsResponder(names);
        _forwarder = new DnsForwarder(new HostResolvers(hostResolvConf), time);
        _time = time;
        _logger = logger;
    }

    /// <summary>Answers in a sandbox from now on; on return its queries find the server. What an earlier daemon made there is replaced. A sandbox that is open is
    /// only told what has changed about it. Failures are DaemonExceptions of kind System, and leave nothing.</summary>
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
            sockets = await SandboxThread.RunAsync(sandbox.NamespacePath, Prepare);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw DaemonException.System($"the name server of container {sandbox.ContainerId}: {failure.Message}", failure);
        }

        _servers[sandbox.ContainerId] = new DnsServer(sandbox, sockets, _responder, _forwarder, _time, _logger);
    }

    /// <summary>Nothing of it is left when this returns, but the rules in the namespace, which go with it. A sandbox that is not open is no error.</summary>
    public async Task CloseAsync(string containerId)
    {
        if (_servers.TryRemove(containerId, out DnsServer? server))
        {
            await server.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (string id in _servers.Keys)
        {
            await CloseAsync(id);
        }
    }

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
