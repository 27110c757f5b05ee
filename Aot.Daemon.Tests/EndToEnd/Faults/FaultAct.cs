using Aot.Daemon.Tests.EndToEnd.Fixtures;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>Something that is done to a container while a fault strikes.</summary>
internal sealed record FaultAct(string Name)
{
    /// <summary>The container, not yet created.</summary>
    public Func<DaemonUnderTest, string, Box> Box { get; init; } = (daemon, runtime) => new Box(daemon, runtime);

    /// <summary>Brings the container to where the act begins.</summary>
    public required Func<DaemonUnderTest, Box, Task> PrepareAsync { get; init; }

    /// <summary>The act; null when nobody answers it.</summary>
    public required Func<DaemonUnderTest, Box, Task<ApiResponse?>> DoAsync { get; init; }

    /// <summary>The container's status once the act has been answered with success: a promise that no later fault may break.</summary>
    public required string Promise { get; init; }

    /// <summary>The act is refused even without a fault.</summary>
    public bool IsRefused { get; init; }

    /// <summary>After the fault, before anything is checked.</summary>
    public Func<DaemonUnderTest, Box, Task> SettleAsync { get; init; } = (_, _) => Task.CompletedTask;

    public override string ToString() => Name;
}
