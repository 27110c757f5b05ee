using Aot.Daemon.Containers;
using Aot.Daemon.Engine;

namespace Aot.Daemon.Tests.Containers;

/// <summary>Runs whose end is told as the test says, by an engine that invents its exits.</summary>
internal static class InventedExits
{
    public static async Task<ContainerEntry> RunToUnknownEndAsync(this ContainerBench bench, bool oomKilled = false)
    {
        ContainerEntry entry = await bench.RunAsync();
        await entry.Task!.SignalAsync(9, CancellationToken.None);
        await entry.Task.WaitAsync(CancellationToken.None);
        bench.Engine.Invent(new ProcessExit(entry.Id, null, null, DateTimeOffset.UtcNow, oomKilled));
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        return entry;
    }
}
