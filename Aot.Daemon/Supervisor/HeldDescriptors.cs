using Aot.Daemon.Primitives;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>Descriptors that a daemon left here for the next one. Nothing is ever done with them.</summary>
internal sealed class HeldDescriptors : IDisposable
{
    private const int Most = 8;

    private readonly Dictionary<string, SafeFileHandle> _held = [];

    /// <summary>Holds a descriptor, now this one's, under a name; null: none any more. What had the name is closed.</summary>
    public void Put(string? name, SafeFileHandle? descriptor)
    {
        if (name is null || (descriptor is not null && !_held.ContainsKey(name) && _held.Count == Most))
        {
            descriptor?.Dispose();
            throw DaemonException.Invalid("no name, or too many descriptors");
        }

        if (_held.Remove(name, out SafeFileHandle? earlier))
        {
            earlier.Dispose();
        }

        if (descriptor is not null)
        {
            _held.Add(name, descriptor);
        }
    }

    public SafeFileHandle Find(string? name) =>
        name is not null && _held.TryGetValue(name, out SafeFileHandle? descriptor) ? descriptor : throw DaemonException.NotFound($"nothing is held as {name}");

    public void Dispose()
    {
        foreach (SafeFileHandle descriptor in _held.Values)
        {
            descriptor.Dispose();
        }

        _held.Clear();
    }
}
