using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Linux;

namespace Aot.Daemon.Containers;

/// <summary>The /dev/shm of a container whose IPC is shareable: a tmpfs on the host, so that others can join it.</summary>
internal static class SharedMemory
{
    public static string PathOf(string folder) => Path.Combine(folder, "shm");

    public static bool Exists(string folder) => Directory.Exists(PathOf(folder));

    /// <summary>The /dev/shm on the host that a container is given, mounted here if it is its own and shareable; null for one inside the container only.</summary>
    /// <param name="ipc">The container whose IPC it joins; null for none.</param>
    public static string? Provide(ContainerEntry entry, ContainerEntry? ipc)
    {
        if (ipc is not null)
        {
            return PathOf(ipc.Folder);
        }

        HostConfig host = entry.Record.HostConfig;
        return host.IpcMode == "shareable" ? Mount(entry.Folder, host.ShmSize) : null;
    }

    /// <param name="size">Bytes.</param>
    public static string Mount(string folder, long size)
    {
        string path = PathOf(folder);
        Directory.CreateDirectory(path);
        Mounts.Tmpfs(path, $"mode=1777,size={size}");
        return path;
    }

    /// <summary>Harmless when nothing is mounted.</summary>
    public static void Unmount(string folder)
    {
        string path = PathOf(folder);
        if (Directory.Exists(path))
        {
            Mounts.Detach(path);
            Directory.Delete(path);
        }
    }
}
