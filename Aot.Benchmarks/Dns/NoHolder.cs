using System.Runtime.InteropServices;
using Aot.Daemon.Engine;
using Microsoft.Win32.SafeHandles;

namespace Aot.Benchmarks.Dns;

/// <summary>Nothing is held over the end of the benchmark.</summary>
internal sealed class NoHolder : IDescriptorHolder
{
    public ValueTask HoldAsync(string containerId, string name, SafeHandle descriptor) => ValueTask.CompletedTask;

    public ValueTask<SafeFileHandle?> FindAsync(string containerId, string name) => ValueTask.FromResult<SafeFileHandle?>(null);

    public ValueTask LetGoAsync(string containerId, string name) => ValueTask.CompletedTask;
}
