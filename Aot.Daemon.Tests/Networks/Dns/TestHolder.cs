using System.Runtime.InteropServices;
using Aot.Daemon.Engine;
using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Tests.Networks.Dns;

/// <summary>Holds descriptors over the end of a test's daemon.</summary>
internal sealed class TestHolder : IDescriptorHolder, IDisposable
{
    private readonly Dictionary<(string Container, string Name), SafeFileHandle> _held = [];

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

    private static SafeFileHandle Duplicate(SafeHandle descriptor)
    {
        using SafeFileHandle borrowed = new(descriptor.DangerousGetHandle(), ownsHandle: false);
        return Descriptors.Duplicate(borrowed);
    }
}
