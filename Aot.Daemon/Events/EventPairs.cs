using System.Runtime.CompilerServices;

namespace Aot.Daemon.Events;

/// <summary>Room for an event's own attributes, in place.</summary>
[InlineArray(Capacity)]
internal struct EventPairs
{
    /// <summary>A container's name and image, and what the most talkative event adds.</summary>
    public const int Capacity = 5;

    private (string Key, string Value) _first;
}
