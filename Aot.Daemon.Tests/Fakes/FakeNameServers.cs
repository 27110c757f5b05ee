using System.Collections.Concurrent;
using Aot.Daemon.Networks.Dns;

namespace Aot.Daemon.Tests.Fakes;

/// <summary>Name servers that keep what they were told.</summary>
internal sealed class FakeNameServers : INameServers
{
    public ConcurrentDictionary<string, DnsSandbox> Open { get; } = new();

    public Exception? Failure { get; set; }

    public Task OpenAsync(DnsSandbox sandbox)
    {
        if (Failure is { } failure)
        {
            return Task.FromException(failure);
        }

        Open[sandbox.ContainerId] = sandbox;
        return Task.CompletedTask;
    }

    public Task ReopenAsync(DnsSandbox sandbox) => OpenAsync(sandbox);

    public Task HoldAsync(string containerId) => Task.CompletedTask;

    public Task CloseAsync(string containerId)
    {
        Open.TryRemove(containerId, out _);
        return Task.CompletedTask;
    }

    public Task LeaveAsync(string containerId) => CloseAsync(containerId);
}
