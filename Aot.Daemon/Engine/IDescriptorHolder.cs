using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Engine;

/// <summary>Holds descriptors of this daemon for the next one, as long as a task is there: a socket stays open, and what arrives at it meanwhile waits in it. It is a
/// service, not a promise: what cannot be held is as if the daemon had ended without it.</summary>
internal interface IDescriptorHolder
{
    /// <summary>Holds a duplicate from now on, in place of one of the same name. The descriptor stays the caller's.</summary>
    ValueTask HoldAsync(string containerId, string name, SafeHandle descriptor);

    /// <summary>Another duplicate of what is held, by whichever daemon it was given; null when nothing is.</summary>
    ValueTask<SafeFileHandle?> FindAsync(string containerId, string name);

    /// <summary>Holds it no longer.</summary>
    ValueTask LetGoAsync(string containerId, string name);
}
