using Aot.Daemon.Containers.Contracts;

namespace Aot.Daemon.Containers;

/// <summary>The order of many starts: a container that joins another's network, IPC or processes comes after it.</summary>
internal static class StartWaves
{
    /// <summary>The containers in groups; each group needs none but earlier ones. What needs each other in a circle comes last, and fails by itself.</summary>
    public static IReadOnlyList<IReadOnlyList<ContainerEntry>> Of(IReadOnlyList<ContainerEntry> entries)
    {
        var waves = new List<IReadOnlyList<ContainerEntry>>();
        Dictionary<string, ContainerEntry> left = entries.ToDictionary(entry => entry.Id);
        while (left.Count > 0)
        {
            ContainerEntry[] wave = [.. left.Values.Where(entry => !Joins(entry.Record.HostConfig, left))];
            if (wave.Length == 0)
            {
                wave = [.. left.Values];
            }

            waves.Add(wave);
            foreach (ContainerEntry entry in wave)
            {
                left.Remove(entry.Id);
            }
        }

        return waves;
    }

    private static bool Joins(HostConfig host, Dictionary<string, ContainerEntry> left) =>
        IsLeft(host.NetworkMode, left) || IsLeft(host.IpcMode, left) || IsLeft(host.PidMode, left);

    private static bool IsLeft(string mode, Dictionary<string, ContainerEntry> left) => ContainerMode.Reference(mode) is { } id && left.ContainsKey(id);
}
