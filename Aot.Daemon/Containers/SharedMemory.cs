using Aot.Daemon.Linux;

namespace Aot.Daemon.Containers;

/// <summary>The /dev/shm of a container whose IPC is shareable: a tmpfs on the host, so that others can join it.</summary>
internal static class SharedMemory
{
    public static string PathOf(string folder) => Path.Combine(folder, "shm");

    public static bool Exists(string folder) => Directory.Exists(PathOf(folder));

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
