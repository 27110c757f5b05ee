using System.Runtime.InteropServices;
using Aot.Daemon.Engine;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Tests.Networks.Dns;

/// <summary>Holds descriptors over the end of a test's daemon.</summary>
internal sealed class TestHolder : IDescriptorHolder, IDisposable
{
    private const int FirstNumber = 1000;

    private readonly Dictionary<(string Container, string Name), SafeFileHandle> _held = [];
    private int _duplicates;

    public async ValueTask HoldAsync(string containerId, string name, SafeHandle descriptor)
    {
        SafeFileHandle duplicate = Duplicate(descriptor);
        await LetGoAsync(containerId, name);
        _held[(containerId, name)] = duplicate;
    }

    public ValueTask<SafeFileHandle?> FindAsync(string containerId, string name) =>
        ValueTask.FromResult(_held.TryGetValue((containerId, name), out SafeFileHandle? held) ? Duplicate(held) : null);

    public ValueTask LetGoAsync(string containerId, string name)
    {
        if (_held.Remove((containerId, name), out SafeFileHandle? held))
        {
            held.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        foreach (SafeFileHandle held in _held.Values)
        {
            held.Dispose();
        }
    }

    /// <summary>Under a number that this process never had for it: epoll(7) knows the pair of file and number for as long as any duplicate is open, which between
    /// processes is nobody's business.</summary>
    private SafeFileHandle Duplicate(SafeHandle descriptor) =>
        new(Fcntl.Call(descriptor, Fcntl.DuplicateCloseOnExec, FirstNumber + _duplicates++), ownsHandle: true);
}
